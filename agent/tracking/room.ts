/** The array itself where it holds `size`, otherwise a fresh one with room to spare; what was in it is kept. */
export function room<T extends Int32Array | Uint8Array | Float32Array | Float64Array>(array: T, size: number): T {
  if (array.length >= size) return array
  const grown = new (array.constructor as new (length: number) => T)(2 ** Math.ceil(Math.log2(size)))
  grown.set(array)
  return grown
}
