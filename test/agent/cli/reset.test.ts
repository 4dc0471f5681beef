import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { aislectl } from '../../../agent/cli/aislectl.ts'
import { run } from '../../../agent/cli/run.ts'
import { Book } from '../../../agent/moments/book.ts'
import { FEATURES } from '../../../agent/moments/features.ts'
import { knowledgeFile } from '../../../agent/moments/keeper.ts'
import { Memory } from '../../../agent/moments/memory.ts'
import { Moments } from '../../../agent/moments/moments.ts'
import { Outcomes } from '../../../agent/publish/outcomes.ts'
import { openStore } from '../../../agent/store/store.ts'
import { Moments as Config } from '../../../config/moments.ts'
import { listen } from './spoken.ts'

const HOUR = 3_600_000
const spoken = listen()
let folder: string
let database: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aisle-reset-'))
  database = join(folder, 'door.db')
  writeFileSync(
    join(folder, 'shop.yaml'),
    `
store: { tenant: acme, store: vienna-1, agent: door }
floor: { outline: [[0, 0], [3, 0], [3, 2], [0, 2]], zones: [{ id: wall, outline: [[0, 0], [1, 0], [1, 1], [0, 1]] }] }
touchpoints: [{ id: wall-shelf, at: { kind: zone, zone: wall }, channel: shelf, function: try, stage: consider }]
moments: {}
outbox: { path: door.db }`,
  )
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** The agent for as long as it takes: it starts, hears what is said, and ends. Answers how many outcomes it has learned from. */
async function agent(atMs: number, work: (around: { book: Book; outcomes: Outcomes; moments: Moments }) => void) {
  const store = openStore({ path: database }, atMs)
  const [book, outcomes, config] = [new Book(store.db), new Outcomes(store.db), Config.parse({})]
  const file = knowledgeFile(database, false)
  const outcomeMs = HOUR * config.outcomeHours
  const warn = ({ code }: { code: string }) => expect(code).toBe('')
  const memory = new Memory({ file, touchpoints: ['wall-shelf'], book, database, outcomeMs, warn }, atMs)
  const moments = new Moments({ config, learner: memory.learner, unit: () => 0.5 })
  moments.contacts.restore(memory.before)
  for (const said of outcomes.since(atMs - outcomeMs)) moments.hear({ ...said, touchpoint: undefined })
  work({ book, outcomes, moments })
  moments.tick(atMs + HOUR)
  memory.keep(moments.contacts.open, atMs + HOUR)
  await memory.kept()
  store.close()
  return memory.learner.outcomes
}

const contact = (i: number, atMs: number) => ({
  ...{ visit: `visit-${i}`, touchpoint: 'wall-shelf', atMs: atMs + i, isLearned: false, probability: 0.6 },
  features: new Float64Array(FEATURES.length).fill(0.1),
})

test('reset beside an agent that does not run, nothing is learned a second time at its next start, and what was not said yet once', async () => {
  const atMs = Date.now() - 4 * HOUR
  const before = await agent(atMs, ({ book, outcomes, moments }) => {
    for (let i = 0; i < 20; i++) {
      book.note(contact(i, atMs), 0)
      moments.contacts.begin(contact(i, atMs))
      if (i >= 15) continue
      const said = {
        visit: `visit-${i}`,
        touchpoint: '',
        outcome: 'declined',
        fromMs: atMs,
        untilMs: undefined,
      } as const
      outcomes.keep({ ...said, asker: 'tablet' }, atMs + 1000)
      moments.hear({ ...said, touchpoint: undefined, atMs: atMs + 1000 })
    }
  })
  expect(before).toBe(15)
  await run(aislectl, ['moments', 'reset', '--yes', '--config', join(folder, 'shop.yaml')])
  expect(spoken.out).toMatch(/^It lies in /)
  expect(readdirSync(folder).filter(name => name.includes('.moments.json.reset-'))).toHaveLength(1)
  expect(await agent(atMs + HOUR, () => {})).toBe(0)
  const late = { visit: 'visit-17', outcome: 'helped', atMs: atMs + HOUR } as const
  expect(await agent(atMs + HOUR, ({ moments }) => expect(moments.hear(late)).toBe('taken'))).toBe(1)
})
