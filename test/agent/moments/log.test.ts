import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Decision } from '../../../agent/moments/advice.ts'
import { DWELLS, Log } from '../../../agent/moments/log.ts'
import { afterDwell, coursesOf, elsewise, never } from '../../../agent/moments/worth/elsewise.ts'
import { openStore, type Store } from '../../../agent/store/store.ts'
import { Learned } from '../../bench/moments/learned.ts'
import { play } from '../../bench/moments/play.ts'
import { ADVICE, LOOK } from './log.ts'

const DAY = 86_400_000
let folder: string
let store: Store
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aisle-log-'))
  store = openStore({ path: join(folder, 'aisle.db') }, 0)
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

const count = (table: 'decision' | 'advice') => store.db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()

describe('what is kept of decisions', () => {
  test('says of every rule of thumb what all looks say, and is less', () => {
    const stage = new Learned(1)
    play(1, 0, 'usual', stage)
    const log = new Log(store.db)
    for (const decision of stage.decisions) log.note(decision)
    log.flush()
    const kept = store.db
      .prepare(
        'SELECT visit, touchpoint, at_ms AS atMs, dwell_seconds AS dwellSeconds, since_seconds AS sinceSeconds, probability, propensity, queueing, approached, shown FROM decision ORDER BY position',
      )
      .all()
      .map(row => {
        const { queueing, approached, shown, ...look } = row as Record<string, number>
        return { ...look, isQueueing: queueing === 1, isApproached: approached === 1, isShown: shown === 1 }
      }) as unknown as Decision[]
    expect(kept.length).toBeGreaterThan(300)
    expect(kept.length).toBeLessThan(0.6 * stage.decisions.length)
    const outcomeOf = ({ visit }: Decision) => stage.heard.get(visit)
    const worth = (looks: Decision[], dwell: number) =>
      elsewise(coursesOf(looks, outcomeOf), afterDwell(dwell)).doublyRobust.mean *
      coursesOf(looks, () => undefined).length
    for (const dwell of DWELLS) expect(worth(kept, dwell)).toBeCloseTo(worth(stage.decisions, dwell), 9)
    expect(elsewise(coursesOf(kept, outcomeOf), never).byWeights?.mean).toBe(0)
  })

  test('waits for a batch, for some seconds, for an advice or until it is asked to', () => {
    const log = new Log(store.db)
    log.note(LOOK)
    log.note({ ...LOOK, atMs: LOOK.atMs + 4999 })
    expect(count('decision')).toBe(0)
    log.note({ ...LOOK, atMs: LOOK.atMs + 5000 })
    expect(count('decision')).toBe(3)
    log.note({ ...LOOK, atMs: LOOK.atMs + 6000 })
    log.advise(ADVICE)
    expect([count('decision'), count('advice')]).toEqual([4, 1])
    log.note({ ...LOOK, atMs: LOOK.atMs - DAY })
    log.flush()
    log.flush()
    expect(count('decision')).toBe(5)
    for (let i = 0; i < 500; i++) log.note(LOOK)
    expect(count('decision')).toBe(505)
  })

  test('goes after ninety days', () => {
    const log = new Log(store.db)
    log.note(LOOK)
    log.advise(ADVICE)
    const later = LOOK.atMs + 91 * DAY
    // Tidied once in so many batches.
    for (let i = 0; i < 20; i++) {
      log.note({ ...LOOK, atMs: later })
      log.advise({ ...ADVICE, atMs: later })
    }
    const oldest = (table: string) => store.db.prepare(`SELECT min(at_ms) FROM ${table}`).pluck().get()
    expect([oldest('decision'), oldest('advice')]).toEqual([later, later])
  })

  test('is bounded: of more the oldest go', () => {
    store.db.exec(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 250100)
       INSERT INTO decision SELECT i, 'v', 't', ${LOOK.atMs}, 1, 0, 0, 0.5, 0, 0, 1 FROM n`,
    )
    const log = new Log(store.db)
    log.note(LOOK)
    log.flush()
    expect(count('decision')).toBe(250_000)
    expect(store.db.prepare('SELECT min(position) FROM decision').pluck().get()).toBe(102)
  })

  test('is counted where the disk takes none, told once, and goes on when it does again', () => {
    const told: unknown[] = []
    const log = new Log(store.db, thrown => told.push(thrown))
    const pages = store.db.pragma('page_count', { simple: true })
    store.db.pragma(`max_page_count = ${pages}`)
    for (let i = 0; i < 1500; i++) log.note(LOOK)
    log.advise(ADVICE)
    expect(told).toHaveLength(1)
    expect(log.lost).toBeGreaterThanOrEqual(1000)
    store.db.pragma('max_page_count = 1000000')
    const lost = log.lost
    log.note(LOOK)
    log.flush()
    expect(log.lost).toBe(lost)
    expect(store.db.pragma('synchronous', { simple: true })).toBe(2)
  })

  test('is there after a kill, of every advice that was answered for, with the looks before it', async () => {
    const file = join(folder, 'killed.db')
    const noter = fileURLToPath(new URL('noter.ts', import.meta.url))
    const child = spawn(process.execPath, ['--import', 'tsx', noter, file], { stdio: ['ignore', 'pipe', 'inherit'] })
    let text = ''
    child.stdout.setEncoding('utf8').on('data', part => (text += part))
    while (text.split('\n').length < 50) await delay(20)
    child.kill('SIGKILL')
    await new Promise(done => child.once('close', done))
    const said = Number(text.split('\n').at(-2))
    const again = openStore({ path: file }, 0)
    const ask = (table: string) =>
      again.db
        .prepare(`SELECT count(*) FROM ${table} WHERE visit IN (SELECT visit FROM advice)`)
        .pluck()
        .get() as number
    expect(ask('advice')).toBeGreaterThan(said)
    expect(ask('decision')).toBe(3 * ask('advice'))
    again.close()
  }, 60_000)
})
