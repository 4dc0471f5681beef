import { InferenceSession, Tensor } from 'onnxruntime-node'
import { expect } from 'vitest'

export interface Answer {
  readonly dims: readonly number[]
  readonly data: Float32Array
}

/** Runs an ONNX file once on its input `image`. */
export async function run(
  onnx: Uint8Array,
  image: Float32Array | Uint8Array,
  dims: readonly number[],
): Promise<Record<string, Answer>> {
  const session = await InferenceSession.create(onnx, { intraOpNumThreads: 1, logSeverityLevel: 3 })
  const input = image instanceof Float32Array ? new Tensor('float32', image, dims) : new Tensor('uint8', image, dims)
  const out = await session.run({ image: input })
  await session.release()
  return Object.fromEntries(
    Object.entries(out).map(([name, { dims, data }]) => [name, { dims, data: data as Float32Array }]),
  )
}

/** The picture's channels from the last place to the second. */
export function toPlanes(data: Float32Array, [, height, width, channels]: readonly number[]): Float32Array {
  const out = new Float32Array(data.length)
  for (let i = 0; i < height * width; i++)
    for (let c = 0; c < channels; c++) out[c * height * width + i] = data[i * channels + c]
  return out
}

/** A made-up picture, the same for the same seed: values of 0 to 255, smooth with some noise. */
export function picture(side: number, seed = 1): Uint8Array {
  const noise = numbers(side * side * 3, seed)
  return Uint8Array.from(noise, (n, i) => 128 + 90 * Math.sin(i / 97 + seed) + 30 * n)
}

/** Numbers between -1 and 1, the same for the same seed. */
export function numbers(length: number, seed: number): Float32Array {
  const out = new Float32Array(length)
  let x = seed + 1
  for (let i = 0; i < length; i++) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0
    out[i] = x / 2 ** 31 - 1
  }
  return out
}

/** Every number within `share` of the largest one expected: what sums in another order may differ by. */
export function expectClose(actual: Float32Array, expected: Float32Array, share: number): void {
  expect(actual.length).toBe(expected.length)
  let largest = 0
  let difference = 0
  for (let i = 0; i < expected.length; i++) {
    largest = Math.max(largest, Math.abs(expected[i]))
    difference = Math.max(difference, Math.abs(actual[i] - expected[i]))
  }
  expect(largest).toBeGreaterThan(0)
  expect(difference / largest).toBeLessThan(share)
}
