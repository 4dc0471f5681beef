import { readFileSync } from 'node:fs'
import { ROOT } from '../config/root.ts'

const UNIT = new URL('deploy/debian/tree/usr/lib/systemd/system/aisled.service', ROOT)

/** How the unit that a shop runs has Node handle memory, as arguments of it. */
export function nodeOfUnit(): string[] {
  const found = /^ExecStart=\S+node ((?:--\S+ )+)\S+main\.js /m.exec(readFileSync(UNIT, 'utf8'))
  if (!found) throw new Error(`${UNIT.pathname} says nothing to Node any more`)
  return found[1]!.trim().split(' ')
}

/** How the unit that a shop runs has the C library handle memory, as NAME=VALUE: what is measured of memory is to be what a shop gets. */
export function memoryOfUnit(): string[] {
  const found = [...readFileSync(UNIT, 'utf8').matchAll(/^Environment=(.+)$/gm)]
    .flatMap(([, all]) => all!.split(' '))
    .filter(one => one.startsWith('MALLOC_'))
  if (found.length === 0) throw new Error(`${UNIT.pathname} says nothing of memory any more`)
  return found
}
