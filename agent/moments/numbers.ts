import { z } from 'zod'

/** Numbers as base64 of 64-bit floats, little-endian. */
export const Numbers = z.base64()

export function packed(numbers: ArrayLike<number>): string {
  const bytes = Buffer.alloc(8 * numbers.length)
  for (let i = 0; i < numbers.length; i++) bytes.writeDoubleLE(numbers[i], 8 * i)
  return bytes.toString('base64')
}

/** Undefined where it is not of that many finite numbers. */
export function unpacked(text: string, length: number): Float64Array | undefined {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length !== 8 * length) return undefined
  const numbers = Float64Array.from({ length }, (_, i) => bytes.readDoubleLE(8 * i))
  return numbers.every(Number.isFinite) ? numbers : undefined
}
