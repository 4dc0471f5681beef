import { renameSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import type { Config } from '../../config/config.ts'
import { Fault, why } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'
import type { Context } from '../events/context.ts'
import { Heat } from '../floor/heat.ts'
import { type HeatDay, thinned } from '../floor/squares.ts'
import { makeFolder, rightsIn } from '../store/rights.ts'
import { daysIn, foreign, heatFolder, ownerOf, readDay } from './days.ts'

/** How often the day so far is written down; after a crash so much is missing. */
const EVERY_MS = 60_000

export interface DiaryOptions {
  /** Where the days lie, a file each. */
  readonly folder: string
  /** So many days are kept. */
  readonly days: number
  /** Once a day is over, squares that fewer have visited are forgotten. */
  readonly k: number
  /** Whose they are, `/{tenant}/{store}/{agent}`. */
  readonly source: string
  /** Whose midnight it is. */
  readonly timezone: string
  readonly simulated: boolean
  readonly warn: (fault: Fault) => void
}

/**
 * Heat maps of whole days: sums up the heat of the floor from midnight to midnight over every start of the agent, and writes it down now
 * and then. Somebody counts on the day on which they leave.
 */
export class Diary {
  readonly heat: Heat
  readonly #options: DiaryOptions
  readonly #date: Intl.DateTimeFormat
  #day: string | undefined
  #writtenMs: Ms = 0
  #written = 0
  #isFailing = false
  #foreign = false

  constructor(heat: Heat, options: DiaryOptions) {
    this.heat = heat
    this.#options = options
    // The Swedes write their dates as ISO 8601 does.
    this.#date = new Intl.DateTimeFormat('sv-SE', { timeZone: options.timezone, dateStyle: 'short' })
  }

  tick(nowMs: Ms): void {
    if (Math.abs(nowMs - this.#writtenMs) < EVERY_MS && this.#day !== undefined) return
    const day = this.#date.format(nowMs)
    if (day !== this.#day) this.#turn(day)
    this.#write()
    this.#writtenMs = nowMs
  }

  /** Everybody is gone. */
  close(): void {
    this.#write()
  }

  #turn(day: string): void {
    if (this.#day !== undefined) {
      this.#write()
      this.heat.clear()
    }
    this.#day = day
    this.#written = this.heat.count
    if (this.#isForeign()) return
    const { folder, days, warn } = this.#options
    const file = join(folder, `${day}.json`)
    try {
      makeFolder(folder)
      for (const old of daysIn(folder).slice(0, -days)) unlinkSync(join(folder, `${old}.json`))
      this.#thin(day)
    } catch (thrown) {
      warn(this.#unwritable(thrown))
    }
    try {
      this.#goOn(day, file)
    } catch (thrown) {
      warn(thrown instanceof Fault ? thrown : this.#unwritable(thrown))
      this.#setAside(file)
    }
  }

  /** Goes on from what was written down of the day. */
  #goOn(day: string, file: string): void {
    const before = readDay(this.#options.folder, day)
    if (!before) return
    if ((before.simulated === true) !== this.#options.simulated)
      throw new Fault('HEAT_STRANGE', { file, why: 'of it and this shop one is simulated' })
    if (!this.heat.add(before)) throw new Fault('HEAT_STRANGE', { file, why: 'it is of another plan' })
  }

  #setAside(file: string): void {
    try {
      renameSync(file, `${file}.aside`)
    } catch (thrown) {
      this.#options.warn(this.#unwritable(thrown))
    }
  }

  /** What may not be shown of days that are over is of no use. */
  #thin(today: string): void {
    const { folder, k } = this.#options
    for (const day of daysIn(folder)) {
      if (day >= today) continue
      const kept = dayIn(folder, day)
      if (kept && kept.withheld === undefined) keep(folder, thinned(kept, k))
    }
  }

  /** What is another's is neither added to nor removed. */
  #isForeign(): boolean {
    const { folder, source, warn } = this.#options
    const owner = ownerOf(folder)
    const isForeign = owner !== undefined && owner !== source
    if (isForeign && !this.#foreign) warn(foreign(folder, owner, source))
    this.#foreign = isForeign
    return isForeign
  }

  #write(): void {
    if (this.#day === undefined || this.#foreign || this.heat.count === this.#written) return
    const { folder, source, simulated, warn } = this.#options
    const day: HeatDay = { version: 1, day: this.#day, source, ...(simulated && { simulated }), ...this.heat.sums }
    try {
      keep(folder, day)
      this.#written = this.heat.count
      this.#isFailing = false
    } catch (thrown) {
      if (!this.#isFailing) warn(this.#unwritable(thrown))
      this.#isFailing = true
    }
  }

  #unwritable(thrown: unknown): Fault {
    return new Fault('FILE_UNWRITABLE', { file: this.#options.folder, why: why(thrown) }, thrown)
  }
}

function keep(folder: string, day: HeatDay): void {
  writeFileAtomic.sync(join(folder, `${day.day}.json`), JSON.stringify(day), { mode: rightsIn(folder) })
}

/** The same as {@link readDay}, but nothing where it cannot be used. */
function dayIn(folder: string, day: string): HeatDay | undefined {
  try {
    return readDay(folder, day)
  } catch {
    return undefined
  }
}

/** The diary of a configuration; undefined where none is kept. */
export function openDiary(
  config: Config,
  { source, simulated }: Context,
  warn: (fault: Fault) => void,
): Diary | undefined {
  const { heat, floor, store, outbox, node, presence } = config
  if (heat.days === 0 || node.kind === 'sensor') return undefined
  const { days } = heat
  return new Diary(new Heat(floor), {
    folder: heatFolder(outbox.path),
    days,
    k: presence.k,
    source,
    timezone: store.timezone,
    simulated,
    warn,
  })
}
