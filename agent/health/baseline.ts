import { readFileSync } from 'node:fs'
import writeFileAtomic from 'write-file-atomic'
import { z } from 'zod'
import { Fault, why } from '../../config/fault.ts'
import { Slug } from '../../config/shapes.ts'

const Count = z.int().min(0).max(1_000_000)

/** How well a line was seen when somebody walked over it and counted. Nothing of whoever that was is kept. */
export const Baseline = z.strictObject({
  line: Slug,
  at: z.iso.datetime(),
  /** Of the configuration file that was in force: after another one it may mean nothing. */
  configDigest: z.string(),
  /** Cameras that look at the line. */
  sensors: z.array(Slug),
  /** Walks over the line, and those that were told once and in the right direction. */
  walks: Count,
  right: Count,
  missed: Count,
  doubled: Count,
  turned: Count,
  ghosts: Count,
  /** Of somebody who stood still: mean square distance from where they were on average, its root. */
  jitterMetres: z.number().min(0).optional(),
})
export type Baseline = z.infer<typeof Baseline>

const Kept = z.strictObject({ version: z.literal(1), lines: z.array(Baseline) })

/** Where they lie: beside the database. */
export const baselineFile = (outboxPath: string): string => `${outboxPath}.walks.json`

/** The last walk over each line; none where there never was one. @throws Fault FILE_UNREADABLE */
export function readBaselines(file: string): readonly Baseline[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw new Fault('FILE_UNREADABLE', { file, why: why(thrown) }, thrown)
  }
  const kept = parseBaselines(text)
  if (kept) return kept
  throw new Fault('FILE_UNREADABLE', { file, why: 'it holds no walks; walk again, which begins it anew' })
}

/** Undefined where the text is none. */
export function parseBaselines(text: string): readonly Baseline[] | undefined {
  try {
    const kept = Kept.safeParse(JSON.parse(text))
    return kept.success ? kept.data.lines : undefined
  } catch {
    return undefined
  }
}

/** Keeps a walk in the place of the one before over that line. @throws Fault FILE_UNWRITABLE */
export function keepBaseline(file: string, baseline: Baseline): void {
  let others: readonly Baseline[] = []
  try {
    others = readBaselines(file).filter(({ line }) => line !== baseline.line)
  } catch {
    // What cannot be read is begun anew.
  }
  try {
    writeFileAtomic.sync(file, `${JSON.stringify({ version: 1, lines: [...others, baseline] })}\n`, { mode: 0o644 })
  } catch (thrown) {
    throw new Fault('FILE_UNWRITABLE', { file, why: why(thrown) }, thrown)
  }
}
