import {
  ADD,
  ADD_16,
  ADD_32,
  AND,
  type Assembled,
  assemble,
  BYTES_OF_16,
  type Code,
  constant,
  DOT_16,
  get,
  HIGH_8,
  I32,
  LOAD_16,
  LOAD_64,
  LOW_8,
  load,
  loop,
  MULTIPLY,
  MULTIPLY_32,
  PAIRS_8,
  RIGHT_16,
  RIGHT_32,
  SHIFT_LEFT,
  SHIFT_RIGHT,
  SIGNED_16_OF_32,
  STORE_8,
  SUBTRACT,
  set,
  shuffle,
  step,
  store,
  storeHalf,
  storeWord,
  tee,
  V128,
  vector16,
  vector32,
  ZEROS,
} from '../../vision/assembler.ts'

/** Parts of a pixel that a sample is mixed of, as bits; and the bits of a place, which are those of two parts multiplied. */
export const PARTS = 8
export const PLACES = 2 * PARTS

/**
 * The loops in which faces are cut out. `out` is written in whole steps and needs that much room behind it.
 *
 *     sums(line, stride, end, out, outEnd)
 *       of bytes one above the other, `stride` apart from `line` to `end`, the sums as uint16; sixteen at a time
 *     means(sums, reach, half, shift, out, outEnd)
 *       each output byte (half + sum of the uint16 in `reach` bytes) >> shift
 *     means4(line, stride, out, outEnd)
 *       each output byte the rounded mean of two bytes and the two below them, `stride` on; eight at a time
 *     warp(pixels, stride, u, v, a, b, out, outEnd)
 *       a row of R G B, sampled bilinearly: the first pixel at u, v in 1/65536 pixel, each of the next a, b farther. All lie within
 *     mirror(row, end, out)
 *       a row of R G B from its other end on, fifteen bytes at a time: `out` is where it ends, and one byte before its begin is written
 */
export const kernels = assemble({ sums: sums(), means: means(), means4: means4(), warp: warp(), mirror: mirror() })

function sums(): Assembled {
  const [line, stride, end, out, outEnd, at, low, high, x] = Array.from({ length: 9 }, (_, i) => i)
  const sum = (into: number, half: Code) => [...get(into), ...get(x), ...half, ...ADD_16, ...set(into)]
  const row = [
    ...[...get(at), ...load(0), ...set(x), ...sum(low, LOW_8), ...sum(high, HIGH_8)],
    ...step(at, get(stride)),
  ]
  const block = [
    ...[...ZEROS, ...set(low), ...ZEROS, ...set(high), ...get(line), ...set(at)],
    ...loop(row, at, end),
    ...[...get(out), ...get(low), ...store(0), ...get(out), ...get(high), ...store(16)],
    ...[...step(line, constant(16)), ...step(end, constant(16)), ...step(out, constant(32))],
  ]
  const locals = [
    [1, I32],
    [3, V128],
  ] as const
  return { parameters: 5, locals, code: loop(block, out, outEnd) }
}

function means(): Assembled {
  const [sums, reach, half, shift, out, outEnd, sum, end] = Array.from({ length: 8 }, (_, i) => i)
  const one = [...get(sum), ...get(sums), ...LOAD_16, ...ADD, ...set(sum), ...step(sums, constant(2))]
  const pixel = [
    ...[...get(half), ...set(sum), ...get(sums), ...get(reach), ...ADD, ...set(end)],
    ...loop(one, sums, end),
    ...[...get(out), ...get(sum), ...get(shift), ...SHIFT_RIGHT, ...STORE_8, ...step(out, constant(1))],
  ]
  return { parameters: 6, locals: [[2, I32]], code: loop(pixel, out, outEnd) }
}

function means4(): Assembled {
  const [line, stride, out, outEnd, sum] = [0, 1, 2, 3, 4]
  const block = [
    ...[...get(line), ...load(0), ...PAIRS_8, ...get(line), ...get(stride), ...ADD, ...load(0), ...PAIRS_8, ...ADD_16],
    ...[...vector16(constant(2)), ...ADD_16, ...constant(2), ...RIGHT_16, ...set(sum)],
    ...[...get(out), ...get(sum), ...get(sum), ...BYTES_OF_16, ...storeHalf(0)],
    ...[...step(line, constant(16)), ...step(out, constant(8))],
  ]
  return { parameters: 4, locals: [[1, V128]], code: loop(block, out, outEnd) }
}

function warp(): Assembled {
  const [pixels, stride, u, v, a, b, out, outEnd, at, part, left, above] = Array.from({ length: 12 }, (_, i) => i)
  const ONE = 1 << PARTS
  const whole = (place: number) => [...get(place), ...constant(PLACES), ...SHIFT_RIGHT]
  const partOf = (place: number) => [
    ...[...get(place), ...constant(PARTS), ...SHIFT_RIGHT, ...constant(ONE - 1), ...AND, ...tee(part)],
  ]
  /** R, G and B of two neighbours as pairs of int16, of which the first weighs ONE − part, the second part. */
  const pairs = [0, 1, 2].flatMap(c => [c, 16, 3 + c, 16])
  const mixed = (place: Code) => [
    ...[...place, ...LOAD_64, ...ZEROS, ...shuffle([...pairs, 16, 16, 16, 16]), ...get(left), ...DOT_16],
  ]
  const pixel = [
    ...[...get(pixels), ...whole(v), ...get(stride), ...MULTIPLY, ...ADD],
    ...[...whole(u), ...constant(3), ...MULTIPLY, ...ADD, ...set(at)],
    ...vector32([
      ...[...partOf(u), ...constant(16), ...SHIFT_LEFT, ...constant(ONE), ...get(part), ...SUBTRACT],
      ...ADD,
    ]),
    ...[...set(left), ...mixed(get(at)), ...set(above)],
    ...[...mixed([...get(at), ...get(stride), ...ADD]), ...vector32(partOf(v)), ...MULTIPLY_32],
    ...[...get(above), ...vector32([...constant(ONE), ...get(part), ...SUBTRACT]), ...MULTIPLY_32],
    ...[
      ...ADD_32,
      ...vector32(constant(1 << (PLACES - 1))),
      ...ADD_32,
      ...constant(PLACES),
      ...RIGHT_32,
      ...set(above),
    ],
    ...[...get(above), ...get(above), ...SIGNED_16_OF_32, ...set(above)],
    ...[...get(out), ...get(above), ...get(above), ...BYTES_OF_16, ...storeWord(0)],
    ...[...step(u, get(a)), ...step(v, get(b)), ...step(out, constant(3))],
  ]
  const locals = [
    [2, I32],
    [2, V128],
  ] as const
  return { parameters: 8, locals, code: loop(pixel, out, outEnd) }
}

function mirror(): Assembled {
  const [row, end, out] = [0, 1, 2]
  const reversed = Array.from({ length: 5 }, (_, i) => [12 - 3 * i, 13 - 3 * i, 14 - 3 * i]).flat()
  const five = [
    ...step(out, constant(-15)),
    ...[...get(out), ...constant(-1), ...ADD, ...get(row), ...load(0), ...get(row), ...load(0)],
    ...[...shuffle([0, ...reversed]), ...store(0), ...step(row, constant(15))],
  ]
  return { parameters: 3, locals: [], code: loop(five, row, end) }
}
