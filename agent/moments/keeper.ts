import { readFileSync, renameSync } from 'node:fs'
import writeFileAtomic from 'write-file-atomic'
import type { Config } from '../../config/config.ts'
import { Fault, why } from '../../config/fault.ts'
import { isSimulated } from '../../config/simulation.ts'
import type { Ms } from '../../config/units.ts'
import { type Knowledge, read, write } from './kept.ts'
import { Learner } from './learner.ts'

/** Where it lies: beside the database. What was learned in the simulated shop must not judge people, and lies elsewhere. */
export const knowledgeFile = (outboxPath: string, isSimulated: boolean): string =>
  `${outboxPath}.moments${isSimulated ? '.simulated' : ''}.json`

/**
 * What was learned so far; where there is no such file, what is believed of any shop. A file that cannot be used is set aside as
 * `<file>.unfit-<time>`, told in `notice`, and what is believed of any shop is taken instead.
 */
export function recall(
  file: string,
  touchpoints: readonly string[],
  nowMs: Ms,
): Knowledge & { readonly notice?: Fault } {
  const begun = { learner: new Learner(touchpoints), open: [] }
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return begun
    return { ...begun, notice: new Fault('MOMENTS_UNFIT', { file, why: why(thrown), aside: 'where it was' }, thrown) }
  }
  const kept = read(text, touchpoints)
  if (!('unfit' in kept)) return kept
  return { ...begun, notice: new Fault('MOMENTS_UNFIT', { file, why: kept.unfit, aside: setAside(file, nowMs) }) }
}

/** What was learned so far, for whoever wants to see it: the agent may be at work on it. */
export type Glance =
  | { readonly state: 'none' }
  | { readonly state: 'unreadable' | 'unfit'; readonly why: string }
  | {
      readonly state: 'learned'
      /** Outcomes learned from, and how often they turned out not to be any more what they were told to be. */
      readonly outcomes: number
      readonly alarms: number
      /** What an approach has to be worth; what contacts were worth of late; how much is explored of what is allowed. */
      readonly bar: number
      readonly lately: number
      readonly boldness: number
      /** Until when the advice rests, where it does. */
      readonly restsUntilMs?: Ms
      /** Approaches of which somebody may still say what became of them. */
      readonly open: number
    }

/** Looks at the file of a configuration and leaves it as it is. */
export function glance(config: Config, nowMs: Ms): Glance {
  const file = knowledgeFile(config.outbox.path, isSimulated(config))
  const touchpoints = config.touchpoints.map(({ id }) => id)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'ENOENT'
      ? { state: 'none' }
      : { state: 'unreadable', why: why(thrown) }
  }
  const kept = read(text, touchpoints)
  if ('unfit' in kept) return { state: 'unfit', why: kept.unfit }
  const { learner, open } = kept
  return {
    ...{ state: 'learned', outcomes: learner.outcomes, alarms: learner.alarm.count, bar: learner.asked(nowMs) },
    ...{ lately: learner.lately, boldness: learner.boldness(nowMs), open: open.length },
    ...(learner.rest.holds(nowMs) && { restsUntilMs: learner.rest.untilMs }),
  }
}

/**
 * Sets aside what was learned, as `<file>.reset-<time>`. Answers the new name; undefined where nothing was kept yet.
 * @throws Fault FILE_UNWRITABLE
 */
export function layAside(file: string, nowMs: Ms): string | undefined {
  const aside = `${file}.reset-${stamp(nowMs)}`
  try {
    renameSync(file, aside)
    return aside
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Fault('FILE_UNWRITABLE', { file: aside, why: why(thrown) }, thrown)
  }
}

/**
 * Keeps it: the file is the one before or the new one, also where the power goes in between, and is on the disk when this returns. Once
 * after each outcome that was learned and each advice to approach is often enough.
 * @throws Fault FILE_UNWRITABLE
 */
export function keep(file: string, knowledge: Knowledge): void {
  try {
    writeFileAtomic.sync(file, write(knowledge), { mode: 0o600 })
  } catch (thrown) {
    throw new Fault('FILE_UNWRITABLE', { file, why: why(thrown) }, thrown)
  }
}

/**
 * The same, as it is now, without waiting for the disk here; of two the later one is written last.
 * @throws Fault FILE_UNWRITABLE
 */
export async function keepSoon(file: string, knowledge: Knowledge): Promise<void> {
  try {
    await writeFileAtomic(file, write(knowledge), { mode: 0o600 })
  } catch (thrown) {
    throw new Fault('FILE_UNWRITABLE', { file, why: why(thrown) }, thrown)
  }
}

/** Where it lies now. */
function setAside(file: string, nowMs: Ms): string {
  const aside = `${file}.unfit-${stamp(nowMs)}`
  try {
    renameSync(file, aside)
    return `as ${aside}`
  } catch {
    return 'where it was'
  }
}

function stamp(nowMs: Ms): string {
  return new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-')
}
