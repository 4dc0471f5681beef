import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Fault, why } from '../../config/fault.ts'
import { HeatDay } from '../floor/squares.ts'

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

/** Whose the heat maps in a folder are: the last says. Undefined where none does. */
export function ownerOf(folder: string): string | undefined {
  for (const day of daysIn(folder).toReversed()) {
    try {
      const { source } = readDay(folder, day) ?? {}
      if (source !== undefined) return source
    } catch {
      // What is damaged says nothing.
    }
  }
  return undefined
}

/** That heat maps are another's. */
export function foreign(folder: string, owner: string, source: string): Fault {
  return new Fault('HEAT_FOREIGN', { folder, owner: owner.slice(1), agent: source.slice(1) })
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
