import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { Fault, why } from '../../../config/fault.ts'
import type { Point } from '../../../config/shapes.ts'

const Place = z.number().refine(Number.isFinite)
const Completed = z.looseObject({
  type: z.literal('aisle.path.completed.v1'),
  simulated: z.boolean().optional(),
  data: z.looseObject({ squares: z.array(z.tuple([Place, Place])).max(10_000) }),
})
/** More ways than these are one blot. */
const MOST = 5000

export interface Paths {
  readonly ways: readonly (readonly Point[])[]
  /** Ways beyond those that are drawn. */
  readonly left: number
  readonly simulated: boolean
}

/**
 * The ways that visitors took, from events as `replay --events` and `events tail --json` write them, one a line. Other events are passed over.
 * @throws Fault FILE_UNREADABLE, FILE_MALFORMED where lines are no JSON
 */
export async function readPaths(file: string): Promise<Paths> {
  const paths = new Reading()
  try {
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY }))
      paths.take(line)
  } catch (thrown) {
    throw new Fault('FILE_UNREADABLE', { file, why: why(thrown) }, thrown)
  }
  const { bad } = paths
  if (bad.length > 0) throw new Fault('FILE_MALFORMED', { file, count: bad.length, line: bad[0], why: 'it is no JSON' })
  return paths
}

/** Lines, one after the other. Whatever is in them, it throws nothing. */
export class Reading implements Paths {
  readonly ways: Point[][] = []
  /** Lines that are no JSON, by number. */
  readonly bad: number[] = []
  left = 0
  simulated = false
  #line = 0

  take(line: string): void {
    this.#line++
    if (line.trim() === '') return
    let value: unknown
    try {
      value = JSON.parse(line)
    } catch {
      this.bad.push(this.#line)
      return
    }
    const event = Completed.safeParse(value)
    if (!event.success || event.data.data.squares.length < 2) return
    if (event.data.simulated) this.simulated = true
    if (this.ways.length < MOST) this.ways.push(event.data.data.squares)
    else this.left++
  }
}
