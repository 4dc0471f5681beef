import { readFileSync, rmSync } from 'node:fs'
import { Fault, why } from '../../config/fault.ts'
import { type KeyPair, keysOf, makeKeys, pemOf } from './keys.ts'
import { lay } from './lay.ts'

/** The keys of a machine that is about to join, on the disk before anybody is asked: whenever the power goes, the same ones are taken again. */
export interface Pending {
  readonly keys: KeyPair
  /** Made just now: nobody can have vouched for them yet. */
  readonly isNew: boolean
  /** They have their place now. */
  drop(): void
}

/** Takes up what an earlier try left, or begins. @throws Fault FILE_UNWRITABLE, FILE_UNREADABLE */
export async function openPending(file: string): Promise<Pending> {
  const drop = () => rmSync(file, { force: true })
  const left = readLeft(file)
  if (left !== undefined) {
    try {
      return { keys: await keysOf(left), isNew: false, drop }
    } catch (thrown) {
      throw new Fault('FILE_UNREADABLE', { file, why: `it holds no key (${why(thrown)}); remove it` }, thrown)
    }
  }
  const keys = await makeKeys()
  lay(file, await pemOf(keys), 'secret')
  return { keys, isNew: true, drop }
}

export function isPending(file: string): boolean {
  return readLeft(file) !== undefined
}

function readLeft(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Fault('FILE_UNREADABLE', { file, why: why(thrown) }, thrown)
  }
}
