import { readFileSync, type Stats } from 'node:fs'
import { write } from './whole.ts'

/** A configuration that was put in force and is not known to hold yet. Kept beside it, for the agent may die of it. */
export interface Trial {
  /** Undefined where the note cannot be read: then it is whatever is in force. */
  readonly digest: string | undefined
  /** In the place of one that was on trial itself: where the power went before it got there, that one still is. */
  readonly instead?: string | undefined
  readonly tries: number
  /** Sensors that were well under the former one. */
  readonly well: readonly string[]
}

/** The trial of what is in force, where it is on trial: whoever writes it by hand has put it in force for good. `digest` is of what is in force. */
export function openTrial(real: string, digest: string): Trial | undefined {
  const trial = noted(real)
  const isOf = trial?.digest === undefined || trial.digest === digest || trial.instead === digest
  return isOf ? trial : undefined
}

/** Lays the note of a trial beside it. @throws Fault FILE_UNWRITABLE */
export function note(real: string, trial: Trial, like: Stats): void {
  write(`${real}.trial`, Buffer.from(JSON.stringify(trial)), like)
}

/** A note that cannot be read is one all the same: another user may have left it, and what is in force is not known to hold. */
export function noted(real: string): Trial | undefined {
  try {
    const { digest, instead, tries, well } = JSON.parse(readFileSync(`${real}.trial`, 'utf8')) as Partial<Trial>
    return {
      digest: typeof digest === 'string' ? digest : undefined,
      ...(typeof instead === 'string' && { instead }),
      tries: typeof tries === 'number' ? tries : 0,
      well: Array.isArray(well) ? well.filter(id => typeof id === 'string') : [],
    }
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    return { digest: undefined, tries: 0, well: [] }
  }
}
