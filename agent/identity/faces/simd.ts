import {
  ADD,
  ADD_32,
  assemble,
  constant,
  DOT_16,
  get,
  lane,
  load,
  loadSigned8,
  loop,
  type Memory,
  set,
  step,
  storeInt,
  V128,
  ZEROS,
} from '../../vision/assembler.ts'

const [ROW, END, QUERY, OUT, ONE, TWO] = [0, 1, 2, 3, 4, 5]
export const ROW_BYTES = 128
/** Bytes that are multiplied at a time. */
const STEP = 8

/** Eight numbers from `offset` on, multiplied and summed by twos, added to one of two sums so that neither waits for the other. */
const product = (offset: number, sum: number) => [
  ...[...get(sum), ...get(ROW), ...loadSigned8(offset), ...get(QUERY), ...load(2 * offset)],
  ...[...DOT_16, ...ADD_32, ...set(sum)],
]

const row = [
  ...[...ZEROS, ...set(ONE), ...ZEROS, ...set(TWO)],
  ...Array.from({ length: ROW_BYTES / STEP }, (_, i) => product(i * STEP, i % 2 ? TWO : ONE)).flat(),
  ...[...get(OUT), ...get(ONE), ...get(TWO), ...ADD_32, ...set(ONE)],
  ...[0, 1, 2, 3].flatMap(i => [...get(ONE), ...lane(i)]),
  ...[...ADD, ...ADD, ...ADD, ...storeInt(0)],
  ...[...step(OUT, constant(4)), ...step(ROW, constant(ROW_BYTES))],
]

const module = assemble({ dots: { parameters: 4, locals: [[2, V128]], code: loop(row, ROW, END) } })

/**
 *     dots(row, end, query, out)
 *       for each row of 128 signed bytes from `row` to `end`: the sum of its products with 128 int16 at `query`, as int32 at `out`
 *
 * over such a memory. `end` must lie beyond `row`: there is no loop over nothing.
 */
export function dots(over: Memory): (row: number, end: number, query: number, out: number) => void {
  return module(over).dots
}
