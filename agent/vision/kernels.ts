import {
  ADD,
  ADD_16,
  ADD_32,
  type Assembled,
  assemble,
  BYTES_OF_16,
  type Code,
  constant,
  DOT_16,
  FLOATS_OF_32,
  get,
  HIGH_8,
  HIGH_16,
  I32,
  LOAD_32,
  LOW_8,
  LOW_16,
  load,
  load32,
  loadUnsigned8,
  loop,
  MAX_16,
  MEAN_8,
  MIN_16,
  MULTIPLY,
  MULTIPLY_16,
  MULTIPLY_32,
  RIGHT_16,
  RIGHT_32,
  SIGNED_16_OF_32,
  SUBTRACT_32,
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
  word,
  ZEROS,
} from './assembler.ts'

/** ITU-R BT.601, limited range, times 65536; as colour.ts has it. */
const [LUMA, RED_V, GREEN_U, GREEN_V, BLUE_U] = [76309, 104597, 25675, 53279, 132201]
const ZERO = 32768 - LUMA * 16
const of16 = (value: number) => vector16(constant(value))
const of32 = (value: number) => vector32(constant(value))

/**
 * The loops in which pictures are resized and become colours. Sixteen bytes or eight pixels are worked on at a time; `out` is
 * written in whole steps and needs that much room behind it.
 *
 *     rows(from, stride, weight, weightEnd, out, outEnd)
 *       the weighted mean of rows of bytes `stride` apart; weights are int32 that sum to 256
 *     columns(line, place, placeEnd, weight, reach, out)
 *       each output byte the weighted mean of neighbours from line + place on, four outputs at a time; places are int32, weights
 *       are int16: `reach` bytes for each four outputs, in which those of four taps of each of the four follow one another
 *     quarter(line, stride, out, outEnd), quarterPairs
 *       each output byte the mean of the means of two and two, of a line and the next; or so each of pairs of bytes
 *     alternate(line, out, outEnd)                 every second byte
 *     bytes(luma, lumaEnd, u, v, out)              one row as R G B
 *     planes(luma, lumaEnd, u, v, out, stride)     one row as float32: B at `out`, G and R each `stride` bytes after
 */
export const kernels = assemble({
  rows: rows(),
  columns: columns(),
  quarter: quarter(1),
  quarterPairs: quarter(2),
  alternate: alternate(),
  bytes: bytes(),
  planes: planes(),
})

function rows(): Assembled {
  const [from, stride, weight, weightEnd, out, outEnd, p, w, low, high, x, k] = Array.from({ length: 12 }, (_, i) => i)
  const sum = (into: number, half: Code) => [
    ...[...get(x), ...half, ...get(k), ...MULTIPLY_16],
    ...[...get(into), ...ADD_16, ...set(into)],
  ]
  const tap = [
    ...[...get(p), ...load(0), ...set(x), ...vector16([...get(w), ...word(0)]), ...set(k)],
    ...[...sum(low, LOW_8), ...sum(high, HIGH_8)],
    ...[...step(p, get(stride)), ...step(w, constant(4))],
  ]
  const shifted = (half: number) => [...get(half), ...constant(8), ...RIGHT_16]
  const block = [
    ...[...of16(128), ...set(low), ...of16(128), ...set(high), ...get(from), ...set(p), ...get(weight), ...set(w)],
    ...loop(tap, w, weightEnd),
    ...[...get(out), ...shifted(low), ...shifted(high), ...BYTES_OF_16, ...store(0)],
    ...[...step(from, constant(16)), ...step(out, constant(16))],
  ]
  const locals = [
    [2, I32],
    [4, V128],
  ] as const
  return { parameters: 6, locals, code: loop(block, out, outEnd) }
}

function columns(): Assembled {
  const [line, place, placeEnd, weight, reach, out, from, end, low, high, x] = Array.from({ length: 11 }, (_, i) => i)
  const four = (i: number) => [...get(from), ...get(place), ...word(4 * i), ...ADD]
  const sum = (into: number, half: Code, offset: number) => [
    ...[...get(x), ...half, ...get(weight), ...load(offset), ...DOT_16],
    ...[...get(into), ...ADD_32, ...set(into)],
  ]
  const taps = [
    ...[...four(0), ...LOAD_32, ...set(x)],
    ...[1, 2, 3].flatMap(i => [...four(i), ...get(x), ...load32(i), ...set(x)]),
    ...[...sum(low, LOW_8, 0), ...sum(high, HIGH_8, 16)],
    ...[...step(from, constant(4)), ...step(weight, constant(32))],
  ]
  const every = (first: number) => [0, 1, 2, 3].flatMap(i => [0, 1, 2, 3].map(byte => 8 * i + 4 * first + byte))
  const both = (first: number) => [...get(low), ...get(high), ...shuffle(every(first))]
  const pixels = [
    ...[...ZEROS, ...set(low), ...ZEROS, ...set(high), ...get(line), ...set(from)],
    ...[...get(weight), ...get(reach), ...ADD, ...set(end)],
    ...loop(taps, weight, end),
    ...[...both(0), ...both(1), ...ADD_32, ...of32(128), ...ADD_32, ...constant(8), ...RIGHT_32, ...set(x)],
    ...[...get(x), ...get(x), ...SIGNED_16_OF_32, ...set(x)],
    ...[...get(out), ...get(x), ...get(x), ...BYTES_OF_16, ...storeWord(0)],
    ...[...step(place, constant(16)), ...step(out, constant(4))],
  ]
  const locals = [
    [2, I32],
    [3, V128],
  ] as const
  return { parameters: 6, locals, code: loop(pixels, place, placeEnd) }
}

function quarter(group: 1 | 2): Assembled {
  const [line, stride, out, outEnd, left, right] = Array.from({ length: 6 }, (_, i) => i)
  const rows = (offset: number) => [
    ...[...get(line), ...load(offset), ...get(line), ...get(stride), ...ADD, ...load(offset), ...MEAN_8],
  ]
  const every = (first: number) =>
    Array.from({ length: 16 }, (_, i) => 2 * group * Math.floor(i / group) + (i % group) + group * first)
  const block = [
    ...[...rows(0), ...set(left), ...rows(16), ...set(right)],
    ...[...get(out), ...get(left), ...get(right), ...shuffle(every(0))],
    ...[...get(left), ...get(right), ...shuffle(every(1)), ...MEAN_8, ...store(0)],
    ...[...step(line, constant(32)), ...step(out, constant(16))],
  ]
  return { parameters: 4, locals: [[2, V128]], code: loop(block, out, outEnd) }
}

function alternate(): Assembled {
  const [line, out, outEnd] = [0, 1, 2]
  const every = Array.from({ length: 16 }, (_, i) => 2 * i)
  const block = [
    ...[...get(out), ...get(line), ...load(0), ...get(line), ...load(16), ...shuffle(every), ...store(0)],
    ...[...step(line, constant(32)), ...step(out, constant(16))],
  ]
  return { parameters: 3, locals: [], code: loop(block, out, outEnd) }
}

/** Eight pixels of a row in colour, each channel as int16 that may lie beyond a byte, and what `write` makes of them. */
function colours(parameters: number, pixelBytes: number, write: (r: number, g: number, b: number) => Code): Assembled {
  const [luma, lumaEnd, u, v, out] = [0, 1, 2, 3, 4]
  const [left, right, du, dv, r, g, b] = Array.from({ length: 7 }, (_, i) => parameters + i)
  const chroma = (from: number, into: number) => [
    ...[...get(from), ...LOAD_32, ...LOW_8, ...LOW_16, ...of32(128), ...SUBTRACT_32, ...set(into)],
  ]
  const times = (local: number, by: number) => [...get(local), ...of32(by), ...MULTIPLY_32]
  const twice = (lane: number) =>
    [lane, lane, lane + 1, lane + 1].flatMap(i => [4 * i, 4 * i + 1, 4 * i + 2, 4 * i + 3])
  const half = (bright: number, colour: number, lane: number) => [
    ...[...get(colour), ...get(colour), ...shuffle(twice(lane)), ...get(bright), ...ADD_32],
    ...[...constant(16), ...RIGHT_32],
  ]
  const both = (colour: number) => [
    ...half(left, colour, 0),
    ...half(right, colour, 2),
    ...SIGNED_16_OF_32,
    ...set(colour),
  ]
  const brightness = (half: Code) => [...half, ...of32(LUMA), ...MULTIPLY_32, ...of32(ZERO), ...ADD_32]
  const eight = [
    ...[...get(luma), ...loadUnsigned8(0), ...tee(left), ...brightness(LOW_16)],
    ...[...get(left), ...brightness(HIGH_16), ...set(right), ...set(left)],
    ...[...chroma(u, du), ...chroma(v, dv)],
    ...[...times(dv, RED_V), ...set(r), ...times(du, BLUE_U), ...set(b)],
    ...[...times(du, -GREEN_U), ...times(dv, -GREEN_V), ...ADD_32, ...set(g)],
    ...[...both(r), ...both(g), ...both(b)],
    ...write(r, g, b),
    ...[...step(luma, constant(8)), ...step(u, constant(4)), ...step(v, constant(4))],
    ...step(out, constant(8 * pixelBytes)),
  ]
  return { parameters, locals: [[7, V128]], code: loop(eight, luma, lumaEnd) }
}

function bytes(): Assembled {
  const out = 4
  // Bytes 0 … 7 are R and 8 … 15 are G of the first operand; B follows from 16 on.
  const pixel = (i: number) => [i, 8 + i, 16 + i]
  const woven = Array.from({ length: 8 }, (_, i) => pixel(i)).flat()
  return colours(5, 3, (r, g, b) => [
    ...[...get(r), ...get(g), ...BYTES_OF_16, ...set(r), ...get(b), ...get(b), ...BYTES_OF_16, ...set(b)],
    ...[...get(out), ...get(r), ...get(b), ...shuffle(woven.slice(0, 16)), ...store(0)],
    ...[...get(out), ...get(r), ...get(b), ...shuffle([...woven.slice(16), ...woven.slice(16)]), ...storeHalf(16)],
  ])
}

function planes(): Assembled {
  const [out, stride] = [4, 5]
  return colours(6, 4, (r, g, b) =>
    [b, g, r].flatMap((channel, plane) => {
      const place = [...get(out), ...get(stride), ...constant(plane), ...MULTIPLY, ...ADD]
      return [
        ...[...get(channel), ...of16(0), ...MAX_16, ...of16(255), ...MIN_16, ...set(channel)],
        ...[...place, ...get(channel), ...LOW_16, ...FLOATS_OF_32, ...store(0)],
        ...[...place, ...get(channel), ...HIGH_16, ...FLOATS_OF_32, ...store(16)],
      ]
    }),
  )
}
