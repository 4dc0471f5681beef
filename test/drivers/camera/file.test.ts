import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { file } from '../../../drivers/camera/file.ts'
import { now } from '../../../drivers/clock.ts'
import type { ColourFrame } from '../../../drivers/frame.ts'
import { describeWith } from '../../needs.ts'
import { sourceSuite } from '../conformance.ts'

const never = new AbortController().signal
let folder: string
const at = (name: string) => join(folder, name)

/** Runs ffmpeg in the folder of this test. */
function make(...args: string[]): Buffer {
  const made = spawnSync('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-y', ...args], {
    cwd: folder,
    maxBuffer: 1 << 28,
  })
  if (made.status !== 0) throw new Error(String(made.stderr))
  return made.stdout
}

async function all(frames: AsyncIterable<ColourFrame>): Promise<ColourFrame[]> {
  const kept: ColourFrame[] = []
  for await (const frame of frames) kept.push({ ...frame, pixels: frame.pixels.slice() })
  return kept
}

async function fault(frames: AsyncIterable<ColourFrame>): Promise<unknown> {
  return all(frames).then(
    kept => expect.unreachable(`${kept.length} frames instead of a fault`),
    thrown => thrown,
  )
}

describeWith(['ffmpeg'], 'a video file', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'aisle-video-'))
    // Lossless, so that what comes out can be compared byte by byte.
    make(
      '-f',
      'lavfi',
      '-i',
      'testsrc=size=320x240:rate=10:duration=4',
      '-c:v',
      'ffv1',
      '-pix_fmt',
      'yuv420p',
      'lossless.mkv',
    )
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  sourceSuite('a video file', async () => ({
    source: file('door', at('lossless.mkv')),
    times: frame => [frame.atMs],
  }))

  test('is decoded byte by byte as ffmpeg itself does', async () => {
    const raw = make('-i', 'lossless.mkv', '-f', 'rawvideo', '-pix_fmt', 'nv12', 'pipe:1')
    const frames = await all(file('door', at('lossless.mkv')).open(never))
    expect(frames.length).toBe(40)
    expect(frames[0]).toMatchObject({ width: 320, height: 240 })
    expect(Buffer.concat(frames.map(frame => frame.pixels)).equals(raw)).toBe(true)
  })

  test('has the times of its frames, from its start on', async () => {
    const startsAt = Date.parse('2024-05-04T09:00:00Z')
    const frames = await all(file('door', at('lossless.mkv'), { startsAt }).open(never))
    expect(frames.map(frame => frame.atMs - startsAt)).toEqual(frames.map((_, i) => 100 * i))
    expect(frames.map(frame => frame.index)).toEqual(frames.map((_, i) => i))
  })

  test('has uneven times where it was taken unevenly, and begins at its start whatever its own clock says', async () => {
    make(
      '-i',
      'lossless.mkv',
      '-vf',
      "select='not(mod(n,3))+eq(n,1)',setpts=PTS+7/TB",
      '-fps_mode',
      'passthrough',
      '-c:v',
      'ffv1',
      'uneven.mkv',
    )
    const frames = await all(file('door', at('uneven.mkv'), { startsAt: 5000 }).open(never))
    expect(frames.slice(0, 5).map(frame => frame.atMs)).toEqual([5000, 5100, 5300, 5600, 5900])
  })

  test('loses no frame to a slow reader', async () => {
    let count = 0
    for await (const frame of file('door', at('lossless.mkv')).open(never)) {
      expect(frame.index).toBe(count++)
      await new Promise(resolve => setTimeout(resolve, 5))
    }
    expect(count).toBe(40)
  })

  test('of an odd size loses the odd row and column', async () => {
    make(
      '-f',
      'lavfi',
      '-i',
      'testsrc=size=321x241:rate=10:duration=0.3',
      '-c:v',
      'ffv1',
      '-pix_fmt',
      'yuv444p',
      'odd.mkv',
    )
    const frames = await all(file('door', at('odd.mkv')).open(never))
    expect(frames.map(({ width, height, pixels }) => [width, height, pixels.length])).toEqual(
      [0, 1, 2].map(() => [320, 240, (320 * 240 * 3) / 2]),
    )
  })

  test('in full range comes in limited range', async () => {
    make(
      '-f',
      'lavfi',
      '-i',
      'color=white:size=64x64:rate=10:duration=0.2,scale=out_range=pc,format=yuvj420p',
      '-c:v',
      'mjpeg',
      'full.avi',
    )
    const [frame] = await all(file('door', at('full.avi')).open(never))
    expect(frame.pixels[0]).toBe(235)
  })

  test('that breaks off ends where it breaks off', async () => {
    const whole = readFileSync(at('lossless.mkv'))
    writeFileSync(at('broken.mkv'), whole.subarray(0, whole.length / 2))
    const frames = await all(file('door', at('broken.mkv')).open(never))
    expect(frames.length).toBeGreaterThan(5)
    expect(frames.length).toBeLessThan(40)
  })

  test('that is played as if it happened now is no older than the machine takes, however long it took to open', async () => {
    const ages: number[] = []
    const source = file('door', at('lossless.mkv'), { paced: true })
    const openedMs = now()
    let firstMs = 0
    for await (const { atMs } of source.open(never)) {
      firstMs ||= atMs
      if (ages.push(now() - atMs) === 3) break
    }
    // A child that runs needs some milliseconds until its first picture.
    expect(firstMs).toBeGreaterThan(openedMs)
    expect(Math.min(...ages)).toBeLessThan(50)
  })

  test('is paced by its own clock when asked to', async () => {
    const paced = file('door', at('lossless.mkv'), { paced: true })
    const items = paced.open(never)[Symbol.asyncIterator]()
    const fromMs = performance.now()
    for (let i = 0; i < 12; i++) await items.next()
    // Twelve frames span 1.1 s. No bound from above: the machine may be busy.
    expect(performance.now() - fromMs).toBeGreaterThan(500)
    await items.return!()
  })

  describe('that cannot be used is refused', () => {
    test('when it is missing', async () => {
      expect(await fault(file('door', at('nothing.mkv')).open(never))).toMatchObject({
        code: 'SOURCE_REFUSED',
        message: `Sensor door refused us: ${at('nothing.mkv')}: No such file or directory. Check feed.path, and play it with: ffplay FILE`,
      })
    })
    test('when it is a URL, which a path never is', async () => {
      expect(await fault(file('door', 'http://127.0.0.1:9/x.mkv').open(never))).toMatchObject({
        code: 'SOURCE_REFUSED',
        message: expect.stringContaining('No such file'),
      })
    })
    test.each([
      ['is empty', Buffer.alloc(0)],
      ['is a text', Buffer.from('This is not a video.\n'.repeat(1000))],
      ['is noise', Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * i * 31) & 255))],
    ])('when it %s', async (name, bytes) => {
      const path = at(`${name.replaceAll(' ', '-')}.mp4`)
      writeFileSync(path, bytes)
      expect(await fault(file('door', path).open(never))).toMatchObject({ code: 'SOURCE_REFUSED' })
    })
    test('when it is a sound', async () => {
      make('-f', 'lavfi', '-i', 'sine=duration=0.2', 'sound.wav')
      expect(await fault(file('door', at('sound.wav')).open(never))).toMatchObject({ code: 'SOURCE_REFUSED' })
    })
  })

  test('says what to install where ffmpeg is missing', async () => {
    const path = process.env.PATH
    process.env.PATH = folder
    try {
      expect(await fault(file('door', at('lossless.mkv')).open(never))).toMatchObject({
        code: 'TOOL_MISSING',
        message: 'ffmpeg is not installed. Install it with: apt-get install ffmpeg',
      })
    } finally {
      process.env.PATH = path
    }
  })
})
