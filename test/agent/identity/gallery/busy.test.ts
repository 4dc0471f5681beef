import { spawn } from 'node:child_process'
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
  const child = spawn(process.execPath, ['--import', 'tsx', RUNNER, file, '1'], {
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
  const gallery = galleryOf(file)
  let [erased, kept] = [0, 0]
  while (erased < ENOUGH) {
    expect(child.exitCode, 'the other program goes on').toBeNull()
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
  const closed = once(child, 'close')
  child.kill('SIGKILL')
  await closed
  gallery.close()
}, 120_000)
