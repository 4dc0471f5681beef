import { NUMBERS, SIDE } from '../../../agent/identity/faces/template.ts'
import type { Finder } from './finder.ts'

/** Pieces of numbers that are looked for: any eight in a row betray the rest. */
const PIECE = 8
/** Rows of a crop in which there is face whatever the hair does, and the part of each that is looked for. */
const ROWS = [45, 60, 75, 90, 105]
const FROM = 50
const PIXELS = 24

/** Numbers of a face, in every form in which a slip could have written them down. */
export function addNumbers(finder: Finder, name: string, numbers: ArrayLike<number>): void {
  const floats = Float32Array.from({ length: NUMBERS }, (_, i) => numbers[i])
  for (let from = 0; from + PIECE <= NUMBERS; from += 2 * PIECE) {
    const piece = floats.slice(from, from + PIECE)
    const single = Buffer.from(piece.buffer)
    finder.add(`${name}, float32`, single)
    finder.add(`${name}, float64`, Buffer.from(Float64Array.from(piece).buffer))
    addText(finder, name, single)
    finder.add(`${name}, decimals`, Buffer.from([...piece].join(',')))
  }
  const step = floats.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 127
  finder.add(
    `${name}, int8`,
    Buffer.from(Int8Array.from(floats, value => Math.round(value / step)).buffer).subarray(0, 64),
  )
}

/** Words, as bytes and as text of bytes. */
export function addWords(finder: Finder, name: string, words: string): void {
  finder.add(name, Buffer.from(words))
  finder.add(`${name}, UTF-16`, Buffer.from(words, 'utf16le'))
  addText(finder, name, Buffer.from(words))
}

/** Bytes that are secret, and as text. */
export function addSecret(finder: Finder, name: string, bytes: Buffer): void {
  finder.add(name, bytes)
  addText(finder, name, bytes)
}

/** R, G, B of a crop of any side, from `at` on: rows as they lie, with the colours turned round, and as numbers of a net. */
export function addPixels(finder: Finder, name: string, crop: Uint8Array, at = 0, side = SIDE): void {
  for (const row of ROWS) {
    const pixels = crop.slice(at + (row * side + FROM) * 3, at + (row * side + FROM + PIXELS) * 3)
    finder.add(`${name}, bytes`, Buffer.from(pixels))
    const turned = pixels.map((_, i) => pixels[i - (i % 3) + 2 - (i % 3)])
    finder.add(`${name}, blue first`, Buffer.from(turned))
    finder.add(`${name}, floats`, Buffer.from(Float32Array.from(pixels).buffer))
    const plane = pixels.filter((_, i) => i % 3 === 1)
    finder.add(`${name}, floats in planes`, Buffer.from(Float32Array.from(plane).buffer))
    addText(finder, name, Buffer.from(pixels))
  }
}

/** In base64 a byte may begin at any of three places of a group; what its neighbours decide is left off. */
function addText(finder: Finder, name: string, bytes: Buffer): void {
  finder.add(`${name}, hex`, Buffer.from(bytes.toString('hex')))
  finder.add(`${name}, HEX`, Buffer.from(bytes.toString('hex').toUpperCase()))
  for (const encoding of ['base64', 'base64url'] as const)
    for (let lead = 0; lead < 3; lead++) {
      const text = Buffer.concat([Buffer.alloc(lead), bytes])
        .toString(encoding)
        .replaceAll('=', '')
      finder.add(`${name}, ${encoding}`, Buffer.from(text.slice(lead === 0 ? 0 : lead + 1, -2)))
    }
}
