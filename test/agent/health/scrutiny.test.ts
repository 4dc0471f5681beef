import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Scrutiny } from '../../../agent/health/scrutiny.ts'
import { file } from '../../../drivers/camera/file.ts'
import { recording } from '../../../drivers/depth/recording.ts'
import { describeWith, recordings } from '../../needs.ts'

const [WIDTH, HEIGHT] = [128, 72]
const NEVER = Number.NEGATIVE_INFINITY

/** A picture whose pixels are what `shade` says. */
function picture(shade: (i: number) => number): Uint8Array {
  return Uint8Array.from({ length: (WIDTH * HEIGHT * 3) / 2 }, (_, i) => shade(i))
}

/** Noise that is another in each picture, from 0 to `most`. */
const noise = (second: number, most: number) => (i: number) =>
  (((i + 1) * 2654435761 * (second + 3)) >>> 7) % (most + 1)

/** What is wrong after each of the pictures, one a second, where it must be so for three. */
function film(seconds: number, of: (second: number) => Uint8Array, fromMs = NEVER): string {
  const scrutiny = new Scrutiny('luma')
  return Array.from({ length: seconds }, (_, second) => {
    scrutiny.see(of(second), WIDTH, HEIGHT, 1000 * second)
    return scrutiny.flaw(3000, fromMs)?.[0] ?? '.'
  }).join('')
}

test('what lives is well, however little moves', () => {
  expect(film(8, second => picture(noise(second, 200)))).toBe('........')
  const still = picture(noise(1, 200))
  // One pixel in two thousand that is looked at.
  expect(film(8, second => Uint8Array.from(still, (value, i) => (i === WIDTH + 1 ? second : value)))).toBe('........')
})

test('a picture that comes again and again is frozen, until it changes', () => {
  const still = picture(noise(1, 200))
  expect(film(8, second => (second < 6 ? still : picture(noise(second, 200))))).toBe('...fff..')
})

test('a dark one is dark, noise or not, also where it does not change', () => {
  expect(film(6, second => picture(noise(second, 40)))).toBe('...ddd')
  expect(film(6, () => picture(() => 16))).toBe('...ddd')
  // A lamp of a sixteenth of the picture is a shop at night that somebody sees to.
  expect(film(6, second => picture(i => (i % WIDTH < WIDTH / 8 ? 200 : noise(second, 40)(i))))).toBe('......')
})

test('one of one shade is blank', () => {
  expect(film(6, second => picture(i => 120 + noise(second, 9)(i)))).toBe('...bbb')
})

test('what was so before an instant does not count: the lights go on when the shop opens', () => {
  expect(film(9, second => picture(noise(second, 40)), 4000)).toBe('.......dd')
})

test('its shades are those of the samples sorted', () => {
  const shades = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 24 })
  fc.assert(
    fc.property(shades, all => {
      const scrutiny = new Scrutiny('luma')
      // 64 × 36: each pixel is looked at.
      const plane = Uint8Array.from({ length: 64 * 36 }, (_, i) => all[i % all.length]!)
      scrutiny.see(plane, 64, 36, 0)
      const sorted = plane.toSorted()
      const [low, high] = [sorted[Math.floor(sorted.length / 20)]!, sorted.at(-1 - Math.floor(sorted.length / 20))!]
      expect(scrutiny.flaw(0, NEVER)).toBe(high < 48 ? 'dark' : high - low < 12 ? 'blank' : undefined)
    }),
  )
})

test('a depth camera that measures nothing sees nothing', () => {
  const scrutiny = new Scrutiny('depth')
  for (let second = 0; second < 4; second++) scrutiny.see(new Uint16Array(WIDTH * HEIGHT), WIDTH, HEIGHT, 1000 * second)
  expect([scrutiny.flaw(3000, NEVER), scrutiny.isDark]).toEqual(['dark', true])
})

describe('of real cameras', () => {
  describeWith(['recordings', 'ffmpeg'], 'a street', () => {
    test('nothing is wrong with any of its pictures, and each change for the worse is seen', async () => {
      const [well, dark, frozen] = [new Scrutiny('luma'), new Scrutiny('luma'), new Scrutiny('luma')]
      let first: Uint8Array | undefined
      let count = 0
      for await (const { pixels, width, height, atMs } of file('street', recordings('video', 'vtest.avi')).open(
        new AbortController().signal,
      )) {
        first ??= pixels.slice()
        well.see(pixels, width, height, atMs)
        frozen.see(first, width, height, atMs)
        expect(well.flaw(0, NEVER)).toBeUndefined()
        // To darken a picture takes longer than to look at it.
        if (count++ % 20 > 0) continue
        const darkened = pixels.subarray(0, width * height).map(value => 16 + value / 10)
        dark.see(darkened, width, height, atMs)
      }
      expect(count).toBe(795)
      expect([dark.flaw(60_000, NEVER), frozen.flaw(60_000, NEVER)]).toEqual(['dark', 'frozen'])
    }, 120_000)
  })

  describeWith(['recordings'], 'on a ceiling', () => {
    test('a depth camera is well', async () => {
      const scrutiny = new Scrutiny('depth')
      const source = recording('ceiling', recordings('depth', 'overhead', 'frames'), {
        fps: 10,
        paced: false,
        startsAt: 0,
      })
      for await (const { millimetres, width, height, atMs } of source.open(new AbortController().signal)) {
        scrutiny.see(millimetres, width, height, atMs)
        expect(scrutiny.flaw(0, NEVER)).toBeUndefined()
      }
    }, 60_000)
  })
})
