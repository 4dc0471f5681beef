import { createHash } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync, type Stats, statSync } from 'node:fs'
import { Fault, why } from './fault.ts'
import { note, noted, openTrial } from './trial.ts'
import { at, write } from './whole.ts'

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

/** Lays a configuration beside the one in force, where only whoever may read that one reads it. Answers its digest. @throws Fault FILE_UNWRITABLE */
export function stage(file: string, text: string): string {
  const real = at(file)
  write(`${real}.staged`, Buffer.from(text), existsSync(real) ? statSync(real) : undefined)
  return digestOf(text)
}

/** How often an agent may begin with a configuration on trial before it returns to the former one: the first time may have ended with the power. */
const TRIES = 2

/**
 * Puts what was staged in force, on trial, and keeps the former one, and which sensors were well under it. Whenever the power goes, one
 * of the two is there, whole. Where the one in force is on trial itself, or broken, the last that held stays the former one; what is broken
 * lies beside it as one that did not hold.
 * @throws Fault CONFIG_NOT_STAGED, CONFIG_UNREADABLE, FILE_UNWRITABLE
 */
export function putInForce(
  file: string,
  digest: string,
  { well = [], isBroken = false }: { readonly well?: readonly string[]; readonly isBroken?: boolean } = {},
): { readonly digest: string; readonly former: string } {
  const real = at(file)
  const staged = `${real}.staged`
  const text = stagedText(staged)
  if (digestOf(text) !== digest) throw new Fault('CONFIG_NOT_STAGED', { why: 'what is staged has another digest' })
  const former = digestOfFile(real)
  const like = statSync(real)
  const open = openTrial(real, former)
  if (isBroken) write(`${real}.refused`, readFileSync(real), like)
  else if (!open) keep(real, former, like)
  note(real, { digest, tries: 0, well: open?.well ?? well, ...(open && { instead: former }) }, like)
  write(real, text, like)
  rmSync(staged, { force: true })
  return { digest, former }
}

/** The one in force becomes the one to go back to. That before it is kept until the trial is over: where it fails, it is wanted again. */
function keep(real: string, digest: string, like: Stats): void {
  const earlier = kept(`${real}.previous`)
  if (earlier && digestOf(earlier) !== digest) write(`${real}.earlier`, earlier, like)
  write(`${real}.previous`, readFileSync(real), like)
}

/** What lies beside the one in force; undefined where nothing does, or somebody else's. */
function kept(file: string): Buffer | undefined {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}

/** Puts the former one in force again; what did not hold lies beside it, and is named. @throws Fault FILE_UNWRITABLE, FILE_UNREADABLE */
export function returnToFormer(file: string): { readonly digest: string; readonly refused: string } {
  const real = at(file)
  const refused = `${real}.refused`
  const text = readFileSync(real)
  const like = statSync(real)
  write(refused, text, like)
  let former: Buffer
  try {
    former = readFileSync(`${real}.previous`)
  } catch (thrown) {
    throw new Fault('FILE_UNREADABLE', { file: `${real}.previous`, why: why(thrown) }, thrown)
  }
  write(real, former, like)
  held(file)
  return { digest: digestOf(text), refused }
}

/** The configuration in force holds: nothing is on trial any more. @throws Fault FILE_UNWRITABLE */
export function held(file: string): void {
  const real = at(file)
  const [previous, earlier] = [`${real}.previous`, `${real}.earlier`]
  try {
    // Nobody needs to go back to what is in force: the one before that is meant from now on.
    const isBack = kept(previous)?.equals(readFileSync(real))
    if (isBack && existsSync(earlier)) renameSync(earlier, previous)
    rmSync(earlier, { force: true })
    rmSync(`${real}.trial`, { force: true })
  } catch (thrown) {
    throw new Fault('FILE_UNWRITABLE', { file: `${real}.trial`, why: why(thrown) }, thrown)
  }
}

/** How it stands at a start of the agent: whether its configuration is on trial, and whether the agent died over it too often. @throws Fault FILE_UNWRITABLE */
export function standing(file: string): 'held' | 'trial' | 'fatal' {
  const real = at(file)
  // Most files never were on trial, and one of a pipe can be read only once.
  if (!existsSync(real) || !['trial', 'earlier'].some(end => existsSync(`${real}.${end}`))) return 'held'
  const digest = digestOfFile(real)
  const trial = openTrial(real, digest)
  if (!trial || !existsSync(`${real}.previous`)) {
    held(file)
    return 'held'
  }
  if (trial.tries >= TRIES) return 'fatal'
  note(real, { ...trial, digest, tries: trial.tries + 1 }, statSync(real))
  return 'trial'
}

/** Which sensors were well under the former configuration, where another one is on trial. */
export function wellBefore(file: string): readonly string[] {
  return noted(at(file))?.well ?? []
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
