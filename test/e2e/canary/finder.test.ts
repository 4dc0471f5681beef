import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Finder } from './finder.ts'

const needles = fc.array(fc.uint8Array({ minLength: 16, maxLength: 60 }), { minLength: 1, maxLength: 20 })

test('finds what Buffer finds, wherever it is cut', () => {
  fc.assert(
    fc.property(
      needles,
      fc.uint8Array({ maxLength: 300 }),
      fc.nat(400),
      fc.integer({ min: 1, max: 90 }),
      (some, noise, at, step) => {
        const finder = new Finder()
        const varied = some.map(bytes => Buffer.from(bytes)).filter(bytes => new Set(bytes.subarray(0, 8)).size >= 4)
        for (const [i, bytes] of varied.entries()) finder.add(String(i), bytes)
        const planted = varied.filter((_, i) => i % 2 === 0)
        const hay = Buffer.concat([Buffer.from(noise).subarray(0, at), ...planted, Buffer.from(noise).subarray(at)])
        // Parts that are at least as long as what is looked for.
        const size = 60 + step
        const parts = Array.from({ length: Math.ceil(hay.length / size) }, (_, i) =>
          hay.subarray(i * size, (i + 1) * size),
        )
        const truth = varied.flatMap((bytes, i) => (hay.includes(bytes) ? [String(i)] : []))
        expect([...finder.search(parts)].sort()).toEqual(truth.sort())
      },
    ),
  )
})

test('gigabytes take seconds: a place that begins nothing costs next to nothing', () => {
  const finder = new Finder()
  for (let i = 0; i < 5000; i++)
    finder.add(String(i), Buffer.from(Float32Array.from({ length: 12 }, (_, k) => (i * 7 + k * 13) % 256).buffer))
  const hay = Buffer.alloc(32 << 20, 1)
  const began = performance.now()
  expect(finder.search([hay]).size).toBe(0)
  expect(performance.now() - began).toBeLessThan(5000)
})
