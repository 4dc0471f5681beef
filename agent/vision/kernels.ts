/**
 * The loops of {@link Nv12} as a WebAssembly module, written by hand as they are four: no compiler has to be installed for it, and
 * sixteen bytes or eight pixels are worked on at a time. Everything lies in `memory`; `out` is written in whole steps and needs
 * that much room behind it.
 *
 *     rows(from, stride, weight, weightEnd, out, outEnd)
 *       the weighted mean of rows of bytes `stride` apart; weights are int32 that sum to 256
 *     columns(line, channels, place, placeEnd, weight, taps × 4, out)
 *       each output byte the weighted mean of bytes `channels` apart from line + place on; places are int32
 *     bytes(luma, lumaEnd, u, v, out)              one row as R G B
 *     planes(luma, lumaEnd, u, v, out, stride)     one row as float32: B at `out`, G and R each `stride` bytes after
 *
 * Numbers of opcodes are those of the WebAssembly core specification 2.0, chapter 5.4 (binary format of instructions).
 */
interface Kernels {
  rows(from: number, stride: number, weight: number, weightEnd: number, out: number, outEnd: number): void
  columns(
    line: number,
    channels: number,
    place: number,
    placeEnd: number,
    weight: number,
    reach: number,
    out: number,
  ): void
  bytes(luma: number, lumaEnd: number, u: number, v: number, out: number): void
  planes(luma: number, lumaEnd: number, u: number, v: number, out: number, stride: number): void
}

interface Memory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}

// The types of Node leave it out, those of the browser bring much that is not there.
declare const WebAssembly: {
  readonly Memory: new (pages: { initial: number }) => Memory
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> }
}

type Code = readonly number[]

/** ITU-R BT.601, limited range, times 65536; as colour.ts has it. */
const [LUMA, RED_V, GREEN_U, GREEN_V, BLUE_U] = [76309, 104597, 25675, 53279, 132201]
const ZERO = 32768 - LUMA * 16

const [I32, V128, VOID] = [0x7f, 0x7b, 0x40]
const PAGE = 65536

const get = (local: number) => [0x20, local]
const set = (local: number) => [0x21, local]
const constant = (value: number) => [0x41, ...signed(value)]
const ADD = [0x6a]
const MULTIPLY = [0x6c]
const step = (local: number, by: Code) => [...get(local), ...by, ...ADD, ...set(local)]
/** Goes through once at least, and on while one local is below another. */
const loop = (body: Code, local: number, end: number) => [
  ...[0x03, VOID],
  ...body,
  ...[...get(local), ...get(end), 0x49, 0x0d, 0],
  0x0b,
]
const word = [0x28, 2, 0]
const byte = [0x2d, 0, 0]

const simd = (code: number, ...immediate: number[]) => [0xfd, ...unsigned(code), ...immediate]
const at = (offset: number) => [0, ...unsigned(offset)]
const LOAD = simd(0x00, ...at(0))
const LOAD_8X8 = simd(0x02, ...at(0))
const LOAD_32 = simd(0x5c, ...at(0))
const store = (offset: number) => simd(0x0b, ...at(offset))
const storeHalf = (offset: number) => simd(0x5b, ...at(offset), 0)
const shuffle = (from: Code) => simd(0x0d, ...from)
const SPLAT_16 = simd(0x10)
const SPLAT_32 = simd(0x11)
const BYTES_OF_16 = simd(0x66)
const [LOW_8, HIGH_8] = [simd(0x89), simd(0x8a)]
const [ADD_16, MULTIPLY_16, MIN_16, MAX_16, RIGHT_16] = [0x8e, 0x95, 0x96, 0x98, 0x8d].map(code => simd(code))
const HALVES_OF_32 = simd(0x85)
const [LOW_16, HIGH_16] = [simd(0xa9), simd(0xaa)]
const [ADD_32, SUBTRACT_32, MULTIPLY_32, RIGHT_32] = [0xae, 0xb1, 0xb5, 0xac].map(code => simd(code))
const FLOATS = simd(0xfa)
const of16 = (value: number) => [...constant(value), ...SPLAT_16]
const of32 = (value: number) => [...constant(value), ...SPLAT_32]

function rows(): Code {
  const [from, stride, weight, weightEnd, out, outEnd, p, w, low, high, x, k] = Array.from({ length: 12 }, (_, i) => i)
  const sum = (into: number, half: Code) => [
    ...[...get(x), ...half, ...get(k), ...MULTIPLY_16],
    ...[...get(into), ...ADD_16, ...set(into)],
  ]
  const tap = [
    ...[...get(p), ...LOAD, ...set(x), ...get(w), ...word, ...SPLAT_16, ...set(k)],
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
  return body([2, I32, 4, V128], loop(block, out, outEnd))
}

function columns(): Code {
  const [line, channels, place, placeEnd, weight, reach, out, from, sum, end] = Array.from({ length: 10 }, (_, i) => i)
  const tap = [
    ...[...get(sum), ...get(from), ...byte, ...get(weight), ...word, ...MULTIPLY, ...ADD, ...set(sum)],
    ...[...step(from, get(channels)), ...step(weight, constant(4))],
  ]
  const pixel = [
    ...[...get(line), ...get(place), ...word, ...ADD, ...set(from), ...constant(128), ...set(sum)],
    ...[...get(weight), ...get(reach), ...ADD, ...set(end)],
    ...loop(tap, weight, end),
    ...[...get(out), ...get(sum), ...constant(8), 0x76, 0x3a, 0, 0],
    ...[...step(place, constant(4)), ...step(out, constant(1))],
  ]
  return body([3, I32], loop(pixel, place, placeEnd))
}

/** Eight pixels of a row in colour, each channel as int16 that may lie beyond a byte, and what `write` makes of them. */
function colours(parameters: number, pixelBytes: number, write: (r: number, g: number, b: number) => Code): Code {
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
    ...HALVES_OF_32,
    ...set(colour),
  ]
  const eight = [
    ...[...get(luma), ...LOAD_8X8, 0x22, left, ...LOW_16, ...of32(LUMA), ...MULTIPLY_32, ...of32(ZERO), ...ADD_32],
    ...[...get(left), ...HIGH_16, ...of32(LUMA), ...MULTIPLY_32, ...of32(ZERO), ...ADD_32, ...set(right), ...set(left)],
    ...[...chroma(u, du), ...chroma(v, dv)],
    ...[...times(dv, RED_V), ...set(r), ...times(du, BLUE_U), ...set(b)],
    ...[...times(du, -GREEN_U), ...times(dv, -GREEN_V), ...ADD_32, ...set(g)],
    ...[...both(r), ...both(g), ...both(b)],
    ...write(r, g, b),
    ...[...step(luma, constant(8)), ...step(u, constant(4)), ...step(v, constant(4))],
    ...step(out, constant(8 * pixelBytes)),
  ]
  return body([7, V128], loop(eight, luma, lumaEnd))
}

function bytes(): Code {
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

function planes(): Code {
  const [out, stride] = [4, 5]
  return colours(6, 4, (r, g, b) =>
    [b, g, r].flatMap((channel, plane) => {
      const place = [...get(out), ...get(stride), ...constant(plane), ...MULTIPLY, ...ADD]
      return [
        ...[...get(channel), ...of16(0), ...MAX_16, ...of16(255), ...MIN_16, ...set(channel)],
        ...[...place, ...get(channel), ...LOW_16, ...FLOATS, ...store(0)],
        ...[...place, ...get(channel), ...HIGH_16, ...FLOATS, ...store(16)],
      ]
    }),
  )
}

function body(locals: Code, code: Code): Code {
  const all = [locals.length / 2, ...locals, ...code, 0x0b]
  return [...unsigned(all.length), ...all]
}

const section = (id: number, content: Code) => [id, ...unsigned(content.length), ...content]
const text = (value: string) => [value.length, ...Buffer.from(value)]
const signature = (parameters: number) => [0x60, parameters, ...new Array(parameters).fill(I32), 0]
const NAMES = ['rows', 'columns', 'bytes', 'planes']

const MODULE = new WebAssembly.Module(
  Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [4, ...[6, 7, 5, 6].flatMap(signature)]),
    ...section(2, [1, ...text('e'), ...text('m'), 2, 0, 1]),
    ...section(3, [4, 0, 1, 2, 3]),
    ...section(7, [4, ...NAMES.flatMap((name, i) => [...text(name), 0, i])]),
    ...section(10, [4, ...rows(), ...columns(), ...bytes(), ...planes()]),
  ]),
)

const memory = new WebAssembly.Memory({ initial: 1 })

export const kernels = new WebAssembly.Instance(MODULE, { e: { m: memory } }).exports as unknown as Kernels

/** The memory that the kernels work on, at least so large. One for all of a thread: each draws to the end before the next begins. */
export function scratch(least: number): ArrayBuffer {
  const lacking = least - memory.buffer.byteLength
  if (lacking > 0) memory.grow(Math.ceil(lacking / PAGE))
  return memory.buffer
}

/** LEB128, as WebAssembly writes its numbers. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)]
}

function signed(value: number): number[] {
  return value >= -64 && value < 64 ? [value & 127] : [(value & 127) | 128, ...signed(value >> 7)]
}
