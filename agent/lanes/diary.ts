import { mkdirSync, readdirSync, readFileSync, renameSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import type { Config } from '../../config/config.ts'
import { Fault, why } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'
import { Heat } from '../floor/heat.ts'
import { HeatDay } from '../floor/squares.ts'

/** How often the day so far is written down; after a crash so much is missing. */
const EVERY_MS = 60_000

export interface DiaryOptions {
  /** Where the days lie, a file each. */
  readonly folder: string
  /** So many days are kept. */
  readonly days: number
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
    const { folder, days, warn } = this.#options
    const file = join(folder, `${day}.json`)
    try {
      mkdirSync(folder, { recursive: true })
      for (const old of daysIn(folder).slice(0, -days)) unlinkSync(join(folder, `${old}.json`))
      const before = readDay(folder, day)
      if (!before || this.heat.add(before)) return
      renameSync(file, `${file}.aside`)
      warn(new Fault('HEAT_STRANGE', { file, why: 'it is of another plan' }))
    } catch (thrown) {
      if (thrown instanceof Fault && thrown.code === 'HEAT_STRANGE') renameSync(file, `${file}.aside`)
      warn(thrown instanceof Fault ? thrown : this.#unwritable(thrown))
    }
  }

  #write(): void {
    if (this.#day === undefined || this.heat.count === this.#written) return
    const { folder, simulated, warn } = this.#options
    const day: HeatDay = { version: 1, day: this.#day, ...(simulated && { simulated }), ...this.heat.sums }
    try {
      writeFileAtomic.sync(join(folder, `${this.#day}.json`), JSON.stringify(day))
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

/** The diary of a configuration; undefined where none is kept. */
export function openDiary(config: Config, simulated: boolean, warn: (fault: Fault) => void): Diary | undefined {
  const { heat, floor, store, outbox, node } = config
  if (heat.days === 0 || node.kind === 'sensor') return undefined
  const { days } = heat
  return new Diary(new Heat(floor), {
    folder: heatFolder(outbox.path),
    days,
    timezone: store.timezone,
    simulated,
    warn,
  })
}

/** Where the heat maps of a store lie: beside its database. */
export const heatFolder = (outboxPath: string): string => `${outboxPath}.heat`

/** The days of which there is a heat map, oldest first. */
export function daysIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .flatMap(name => /^(\d{4}-\d{2}-\d{2})\.json$/.exec(name)?.[1] ?? [])
      .sort()
  } catch {
    return []
  }
}

/** What was kept of a day; undefined where nothing was. @throws Fault FILE_UNREADABLE, HEAT_STRANGE */
export function readDay(folder: string, day: string): HeatDay | undefined {
  const file = join(folder, `${day}.json`)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Fault('FILE_UNREADABLE', { file, why: why(thrown) }, thrown)
  }
  const parsed = parseDay(text)
  if (parsed?.day !== day) throw new Fault('HEAT_STRANGE', { file, why: 'it is no heat map of that day' })
  return parsed
}

/** Undefined where the text is no heat map. */
export function parseDay(text: string): HeatDay | undefined {
  try {
    const parsed = HeatDay.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}
