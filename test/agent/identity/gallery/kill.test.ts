import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterAll, expect, test } from 'vitest'
import { traces } from '../../../../agent/identity/gallery/traces.ts'
import { galleryOf, memberOf, template } from './shop.ts'

const RUNNER = fileURLToPath(new URL('runner.ts', import.meta.url))
const KILLS = Number(process.env.AISLE_KILLS ?? 12)
const folder = mkdtempSync(join(tmpdir(), 'aisle-gallery-kill-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test(`killed ${KILLS} times in enrolling or erasing, each member is wholly there or wholly gone`, async () => {
  const file = join(folder, 'gallery.db')
  const blobs = new Map<number, Buffer[]>()
  const last = new Map<number, string>()
  let seed = 0
  for (let i = 0; i < KILLS; i++) {
    const said = await killed(file, seed)
    for (const line of said) {
      const [what, who, ...hex] = line.split(' ')
      last.set(Number(who), what)
      if (hex.length > 0)
        blobs.set(
          Number(who),
          hex.map(text => Buffer.from(text, 'hex')),
        )
      seed = Number(who) + 1
    }
    const gallery = galleryOf(file)
    const held = new Set(gallery.list().map(({ member }) => member))
    expect(gallery.unreadable).toBe(0)
    for (const [who, state] of last) {
      const isHeld = held.delete(memberOf(who).member)
      if (state === 'enrolled') expect(isHeld).toBe(true)
      if (state === 'erased') expect(isHeld).toBe(false)
      if (isHeld) expect(gallery.compare(memberOf(who).member, template(who))!.distance).toBeLessThan(1e-5)
      else if (blobs.has(who)) expect(traces(file, blobs.get(who)!).found, `${who} ${state}`).toEqual([])
    }
    expect([...held]).toEqual([])
    gallery.close()
    const raw = new Database(file, { readonly: true })
    expect(raw.prepare('SELECT count(*) FROM leftover').pluck().get()).toBe(0)
    raw.close()
  }
  expect(last.size).toBeGreaterThan(KILLS)
}, 240_000)

async function killed(file: string, from: number): Promise<string[]> {
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', RUNNER, file, String(from)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout!.on('data', chunk => (said += chunk))
  await once(child.stdout!, 'data')
  await delay(Math.random() * 120)
  const closed = once(child, 'close')
  child.kill('SIGKILL')
  await closed
  // The last line may have been cut.
  return said.split('\n').slice(0, -1)
}
