import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { galleryOf, memberOf, template } from './shop.ts'

const RUNNER = fileURLToPath(new URL('runner.ts', import.meta.url))
const ENOUGH = 40
const folder = mkdtempSync(join(tmpdir(), 'aisle-gallery-busy-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('while another program enrols and erases again and again, whoever is erased is never matched again, and whoever is there always', async () => {
  const file = join(folder, 'gallery.db')
  const { child, state } = await another(file, 1)
  const gallery = galleryOf(file)
  let [erased, kept] = [0, 0]
  while (erased < ENOUGH) {
    expect(child.exitCode ?? child.signalCode, 'the other program goes on').toBeNull()
    // What was said before the question holds when it is asked; what is said until after the answer may have come before it.
    for (const [who, before] of [...state].slice(-12)) {
      const found = gallery.nearest(template(who))
      const { member } = memberOf(who)
      if (before === 'erased') {
        erased++
        expect(found?.member).not.toBe(member)
        expect(gallery.whileKept({ member, stamp: found?.stamp ?? 0 }, () => 'told')).toBeUndefined()
      }
      await turn()
      if (before === 'enrolled' && state.get(who) === 'enrolled') {
        kept++
        expect(found).toMatchObject({ member })
        expect(found!.distance).toBeLessThan(1e-5)
      }
    }
    await delay(2)
  }
  expect(kept).toBeGreaterThan(0)
  await killed(child)
  gallery.close()
}, 120_000)

test('programs that erase at the same time wait for each other', async () => {
  const file = join(folder, 'each.db')
  const others = await Promise.all([1, 1001].map(from => another(file, from)))
  const erased = () => others.map(({ state }) => [...state.values()].filter(what => what === 'erased').length)
  try {
    // SQLite takes no turns: one of them may have hardly any, but has some.
    while (erased().some(count => count < 3) || erased()[0]! + erased()[1]! < 2 * ENOUGH) {
      for (const { child } of others) expect(child.exitCode ?? child.signalCode, 'each goes on').toBeNull()
      await delay(20)
    }
  } finally {
    for (const { child } of others) await killed(child)
  }
}, 120_000)

/** Another program that enrols and erases from that member on, once it does, and what it said last of each. */
async function another(file: string, from: number) {
  const child = spawn(process.execPath, ['--import', 'tsx', RUNNER, file, String(from)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const state = new Map<number, string>()
  let rest = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop()!
    for (const line of lines) {
      const [what, who] = line.split(' ')
      state.set(Number(who), what)
    }
  })
  await once(child.stdout, 'data')
  return { child, state }
}

async function killed(child: ChildProcess): Promise<void> {
  if ((child.exitCode ?? child.signalCode) !== null) return
  const closed = once(child, 'close')
  child.kill('SIGKILL')
  await closed
}
