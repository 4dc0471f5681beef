import { createHash } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { Fault, why } from './fault.ts'

/** Tells two configurations apart, to the last letter. */
export function digestOf(text: string | Buffer): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}

/** The digest of the configuration in force. @throws Fault CONFIG_UNREADABLE */
export function digestOfFile(file: string): string {
  try {
    return digestOf(readFileSync(file))
  } catch (thrown) {
    throw new Fault('CONFIG_UNREADABLE', { file, why: why(thrown) }, thrown)
  }
}

/** Lays a configuration beside the one in force, where only its owner reads it. Answers its digest. @throws Fault FILE_UNWRITABLE */
export function stage(file: string, text: string): string {
  write(`${at(file)}.staged`, Buffer.from(text), 0o600)
  return digestOf(text)
}

/** How often an agent may begin with a configuration on trial before it returns to the former one: the first time may have ended with the power. */
const TRIES = 2

/** A configuration that was put in force and is not known to hold yet. Kept beside it, for the agent may die of it. */
interface Trial {
  readonly digest: string
  readonly tries: number
  /** Sensors that were well under the former one. */
  readonly well: readonly string[]
}

/**
 * Puts what was staged in force, on trial, and keeps the former one, and which sensors were well under it. Whenever the power goes, one
 * of the two is there, whole.
 * @throws Fault CONFIG_NOT_STAGED, CONFIG_UNREADABLE, FILE_UNWRITABLE
 */
export function putInForce(
  file: string,
  digest: string,
  well: readonly string[] = [],
): { readonly digest: string; readonly former: string } {
  const real = at(file)
  const staged = `${real}.staged`
  const text = stagedText(staged)
  if (digestOf(text) !== digest) throw new Fault('CONFIG_NOT_STAGED', { why: 'what is staged has another digest' })
  const former = digestOfFile(real)
  const { mode } = statSync(real)
  write(`${real}.previous`, readFileSync(real), mode)
  note(real, { digest, tries: 0, well })
  try {
    chmodSync(staged, mode)
    renameSync(staged, real)
    settle(real)
  } catch (thrown) {
    throw new Fault('FILE_UNWRITABLE', { file, why: why(thrown) }, thrown)
  }
  return { digest, former }
}

/** Puts the former one in force again; what did not hold lies beside it, and is named. @throws Fault FILE_UNWRITABLE, FILE_UNREADABLE */
export function returnToFormer(file: string): { readonly digest: string; readonly refused: string } {
  const real = at(file)
  const refused = `${real}.refused`
  const text = readFileSync(real)
  const { mode } = statSync(real)
  write(refused, text, mode)
  let former: Buffer
  try {
    former = readFileSync(`${real}.previous`)
  } catch (thrown) {
    throw new Fault('FILE_UNREADABLE', { file: `${real}.previous`, why: why(thrown) }, thrown)
  }
  write(real, former, mode)
  held(file)
  return { digest: digestOf(text), refused }
}

/** The configuration in force holds: nothing is on trial any more. */
export function held(file: string): void {
  rmSync(`${at(file)}.trial`, { force: true })
}

/** How it stands at a start of the agent: whether its configuration is on trial, and whether the agent died over it too often. */
export function standing(file: string): 'held' | 'trial' | 'fatal' {
  const real = at(file)
  const trial = noted(real)
  const isOf = trial !== undefined && existsSync(real) && trial.digest === digestOfFile(real)
  if (!isOf || !existsSync(`${real}.previous`)) {
    held(file)
    return 'held'
  }
  if (trial.tries >= TRIES) return 'fatal'
  note(real, { ...trial, tries: trial.tries + 1 })
  return 'trial'
}

/** Which sensors were well under the former configuration, where another one is on trial. */
export function wellBefore(file: string): readonly string[] {
  return noted(at(file))?.well ?? []
}

function note(real: string, trial: Trial): void {
  write(`${real}.trial`, Buffer.from(JSON.stringify(trial)), 0o600)
}

function noted(real: string): Trial | undefined {
  try {
    const { digest, tries, well } = JSON.parse(readFileSync(`${real}.trial`, 'utf8')) as Partial<Trial>
    if (typeof digest !== 'string' || typeof tries !== 'number') return undefined
    return { digest, tries, well: Array.isArray(well) ? well.filter(id => typeof id === 'string') : [] }
  } catch {
    return undefined
  }
}

/** Whoever asks from afar hears of it: nothing is said of the disk. */
function stagedText(staged: string): Buffer {
  try {
    return readFileSync(staged)
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code ?? 'no reason given'
    const why = code === 'ENOENT' ? 'there is nothing' : `it cannot be read (${code})`
    throw new Fault('CONFIG_NOT_STAGED', { why }, thrown)
  }
}

/** Where the file itself lies: a link to it stays one. */
function at(file: string): string {
  try {
    return realpathSync(file)
  } catch {
    return file
  }
}

/** Whole, or not at all, and on the disk. */
function write(file: string, bytes: Buffer, mode: number): void {
  try {
    writeFileAtomic.sync(file, bytes, { mode: mode & 0o777, fsync: true })
    settle(file)
  } catch (thrown) {
    throw new Fault('FILE_UNWRITABLE', { file, why: why(thrown) }, thrown)
  }
}

/** That a file has another name now is on the disk when its folder is. */
function settle(file: string): void {
  const folder = openSync(dirname(file), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
