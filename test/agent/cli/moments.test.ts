import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { aislectl } from '../../../agent/cli/aislectl.ts'
import { run } from '../../../agent/cli/run.ts'
import { answering } from '../../../agent/console/answer.ts'
import { listening } from '../../../agent/console/listen.ts'
import { Page } from '../../../agent/console/page.ts'
import { judged } from '../../../agent/lanes/judged.ts'
import { keep, knowledgeFile, recall } from '../../../agent/moments/keeper.ts'
import { Log } from '../../../agent/moments/log.ts'
import { Outcomes } from '../../../agent/publish/outcomes.ts'
import { openStore } from '../../../agent/store/store.ts'
import { ADVICE, LOOK } from '../moments/log.ts'
import { listen } from './spoken.ts'

const spoken = listen()
let folder: string
let config: string
let database: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aisle-moments-'))
  config = join(folder, 'shop.yaml')
  database = join(folder, 'door.db')
  writeFileSync(
    config,
    `
store: { tenant: acme, store: vienna-1, agent: door }
floor: { outline: [[0, 0], [3, 0], [3, 2], [0, 2]], zones: [{ id: wall, outline: [[0, 0], [1, 0], [1, 1], [0, 1]] }] }
touchpoints: [{ id: wall-shelf, at: { kind: zone, zone: wall }, channel: shelf, function: try, stage: consider }]
moments: {}
outbox: { path: door.db }`,
  )
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const aisle = (...words: string[]) => run(aislectl, ['moments', ...words, '--config', config])

/** Some visits, each with an approach that is told of, as the agent keeps them. */
function happened(visits: number) {
  const store = openStore({ path: database, source: '/acme/vienna-1/door' }, LOOK.atMs)
  const log = new Log(store.db)
  const outcomes = new Outcomes(store.db)
  for (let i = 0; i < visits; i++) {
    const visit = `visit-${i}`
    const atMs = LOOK.atMs + 60_000 * i
    log.note({ ...LOOK, visit, atMs, propensity: 0.9, isApproached: true, probability: 0.7 })
    log.advise({
      ...ADVICE,
      visit,
      atMs: atMs - 9000,
      advice: 'wait',
      rule: 'just-entered',
      words: ['They have just come in.'],
    })
    log.advise({ ...ADVICE, visit, atMs })
    const said = { asker: 'till', touchpoint: '', fromMs: atMs - 1000, untilMs: undefined, visit }
    outcomes.keep({ ...said, outcome: i % 10 < 7 ? 'helped' : 'declined' }, atMs + 1000)
  }
  return store
}

describe('moments report', () => {
  test('says where there is nothing yet, and why', async () => {
    await aisle('report')
    expect(process.exitCode).toBe(1)
    expect(spoken.err).toMatch(/^aislectl: Nothing was decided of any visit yet: no agent has run yet with .*door\.db/)
    happened(0).close()
    spoken.err = ''
    await aisle('report')
    expect(spoken.err).toContain('nobody was at a touchpoint yet for whom no rule holds')
  })

  test('tells people and programs how good it is, of an agent that does not run', async () => {
    happened(100).close()
    await aisle('report')
    expect(process.exitCode).toBeUndefined()
    expect(spoken.out).toContain('100 visits judged. Advised to approach: 100, all shown to the staff.')
    expect(spoken.out).toContain('Nothing was learned yet')
    expect(spoken.out).toContain('What became of them: 100 told.\n')
    expect(spoken.out).not.toMatch(/\b0 (?:told|corrected|never|in shadow|may)/)
    expect(spoken.out).toMatch(/0\.7 to 0\.8 +100 +0\.70 +0\.70 \(0\.60 to 0\.78\)/)
    expect(spoken.out).toContain('Calibration error (ECE): 0.000 of 100')
    expect(spoken.out).toMatch(/Over never approaching: \+40\.00 \(\+21\.95 to \+58\.05\)/)
    spoken.out = ''
    await aisle('report', '--json')
    const { source, mode, learned, report } = JSON.parse(spoken.out)
    expect([source, mode, learned.state]).toEqual(['/acme/vienna-1/door', 'shadow', 'none'])
    expect(report).toMatchObject({ visits: 100, censored: 0, words: { taken: 100 } })
  })

  test('says in the same words that nothing was learned, whether the agent has kept a file of that or not', async () => {
    happened(1).close()
    const learned = async () => {
      spoken.out = ''
      await aisle('report')
      return spoken.out
    }
    const before = await learned()
    keep(knowledgeFile(database, false), recall(knowledgeFile(database, false), ['wall-shelf'], 0))
    expect(await learned()).toBe(before)
    expect(before).toContain('Nothing was learned yet: the advice is what is believed of any shop.')
    expect(before).toMatch(/^acme\/vienna-1\/door, /)
  })

  test('says until when the advice rests', async () => {
    happened(1).close()
    const { learner } = recall(knowledgeFile(database, false), ['wall-shelf'], 0)
    Object.assign(learner.rest, { untilMs: Date.now() + 1e9, isResting: true })
    keep(knowledgeFile(database, false), { learner, open: [] })
    await aisle('report')
    const day = new Date(learner.rest.untilMs).toISOString().slice(0, 10)
    expect(spoken.out).toContain('Learned from 0 outcomes. Nobody is advised to be approached at present: among')
    expect(spoken.out).toContain(`on ${day} it is tried anew`)
    spoken.out = ''
    await aisle('report', '--json')
    expect(JSON.parse(spoken.out).learned.restsUntilMs).toBe(learner.rest.untilMs)
  })

  test('draws it', async () => {
    happened(40).close()
    await aisle('report', '--out', join(folder, 'told.png'))
    expect((await sharp(join(folder, 'told.png')).metadata()).format).toBe('png')
  })

  test('draws nothing under a name that says it is something else', async () => {
    happened(1).close()
    await aisle('report', '--out', join(folder, 'told.txt'))
    expect(process.exitCode).toBe(2)
    expect(spoken.err).toContain('a file whose name ends in .png')
    expect(existsSync(join(folder, 'told.txt'))).toBe(false)
  })

  test('says of a simulated shop that it is one, to people and programs', async () => {
    happened(3).close()
    appendFileSync(
      config,
      '\nsimulation: { seed: 1 }\nscanners: [{ id: gate, zone: wall, feed: { driver: simulated } }]',
    )
    await aisle('report')
    expect(spoken.out).toMatch(/^acme\/vienna-1\/door \(SIMULATED\), /)
    spoken.out = ''
    await aisle('explain', 'visit-1')
    expect(spoken.out).toMatch(/^Visit visit-1 \(SIMULATED\)\n/)
    for (const words of [['report'], ['explain', 'visit-1']]) {
      spoken.out = ''
      await aisle(...words, '--json')
      expect(JSON.parse(spoken.out).simulated).toBe(true)
    }
  })

  test('does not say of a shop that judges nobody any more how it does', async () => {
    happened(3).close()
    writeFileSync(config, readFileSync(config, 'utf8').replace('moments: {}\n', ''))
    await aisle('report')
    expect(spoken.out).toContain('The configuration has no section moments, so that nobody is judged any more')
    expect(spoken.out).not.toContain('shadow')
    spoken.out = ''
    await aisle('report', '--json')
    expect(JSON.parse(spoken.out)).not.toHaveProperty('mode')
  })
})

describe('moments explain', () => {
  test('tells each advice with its rule or its reasons, and what was said', async () => {
    happened(3).close()
    await aisle('explain', 'visit-1')
    expect(spoken.out.split('\n')).toEqual([
      'Visit visit-1',
      '2030-03-17T17:47:31Z  wall-shelf: wait (rule just-entered). They have just come in.',
      '2030-03-17T17:47:40Z  wall-shelf: approach, 70 % that a contact comes out well',
      '    an approach asked for 55 % then',
      '    odds ×  1.49  Here for 31 s: for it.',
      '2030-03-17T17:47:41Z  till said: helped',
      '',
    ])
    spoken.out = ''
    await aisle('explain', 'visit-1', '--json')
    expect(JSON.parse(spoken.out)).toMatchObject({ told: [{ rule: 'just-entered' }, { reasons: [{ moved: 0.4 }] }] })
  })

  test('tells what decided where it was not the number alone', async () => {
    const store = happened(0)
    const log = new Log(store.db)
    const told = { ...ADVICE, probability: 0.31, reasons: [] } as typeof ADVICE
    log.advise({ ...told, decidedBy: 'try', weighed: { bar: 0.55, reached: 0.61 } } as typeof ADVICE)
    log.advise({ ...told, visit: 'visit-2', advice: 'wait', decidedBy: 'held-back' } as typeof ADVICE)
    store.close()
    await aisle('explain', 'visit-1')
    expect(spoken.out.split('\n').slice(1, 4)).toEqual([
      '2030-03-17T17:46:40Z  wall-shelf: approach, 31 % that a contact comes out well',
      '    an approach asked for 55 % then, and with some optimism it was taken for 61 %',
      '    A try, to learn how visitors here take it.',
    ])
    spoken.out = ''
    await aisle('explain', 'visit-2')
    expect(spoken.out).toContain('    Held back, so that it can be told what contacts are good for.')
  })

  test('takes how a visit begins, and of several that begin so says which', async () => {
    happened(13).close()
    await aisle('explain', 'visit-12')
    expect(spoken.out).toContain('Visit visit-12\n')
    spoken.out = ''
    await aisle('explain', 'visit-7')
    expect(spoken.out).toContain('Visit visit-7\n')
    // One that is called so goes before others that begin so.
    spoken.out = ''
    await aisle('explain', 'visit-1')
    expect(spoken.out).toContain('Visit visit-1\n')
    await aisle('explain', 'vis')
    expect(process.exitCode).toBe(1)
    expect(spoken.err).toContain(
      'Several visits begin with vis: visit-12 (wall-shelf, 2030-03-17T17:58:31Z); visit-11 (',
    )
  })

  test.each(['visit-9', '../../etc/passwd', "' OR 1=1"])('knows no visit %s', async visit => {
    happened(3).close()
    await aisle('explain', visit)
    expect(process.exitCode).toBe(1)
    expect(spoken.err).toContain(`Nothing was advised of a visit ${visit}, or it is forgotten`)
  })
})

describe('an agent that runs', () => {
  test('is asked, for it holds its database alone', async () => {
    const store = happened(30)
    const door = await listening({
      answer: answering({
        routes: judged(store.db, () => 'elsewhere'),
        page: new Page(),
        signal: new AbortController().signal,
      }),
      opened() {},
      failed(thrown) {
        throw thrown
      },
      where: async () => ({ listen: { path: `${database}.sock` } }),
    })
    try {
      await aisle('report', '--json')
      expect(JSON.parse(spoken.out).report.visits).toBe(30)
      spoken.out = ''
      await aisle('explain', 'visit-7')
      expect(spoken.out).toContain('approach, 70 %')
      await aisle('explain', 'isit')
      expect(spoken.err).toContain('Nothing was advised of a visit isit')
      spoken.out = ''
      await aisle('reset', '--yes', '--json')
      expect(JSON.parse(spoken.out)).toEqual({ aside: 'elsewhere' })
    } finally {
      await door.close()
      store.close()
    }
  })
})

describe('moments reset', () => {
  const learn = () => {
    const knowledge = recall(knowledgeFile(database, false), ['wall-shelf'], 0)
    knowledge.learner.outcomes = 12
    keep(knowledgeFile(database, false), knowledge)
  }
  const asides = () => readdirSync(folder).filter(name => name.includes('.moments.json.reset-'))

  test('asks, and where nobody can be asked wants to be told so', async () => {
    learn()
    await aisle('reset')
    expect(process.exitCode).toBe(2)
    expect(spoken.err).toContain('--yes')
    expect(existsSync(knowledgeFile(database, false))).toBe(true)
  })

  test('sets aside what was learned', async () => {
    learn()
    await aisle('reset', '--yes')
    expect(spoken.out).toMatch(/^It lies in .*door\.db\.moments\.json\.reset-\S+ now\./)
    expect(existsSync(knowledgeFile(database, false))).toBe(false)
    expect(asides()).toHaveLength(1)
    spoken.out = ''
    await aisle('reset', '--yes')
    expect(spoken.out).toContain('Nothing was learned yet.')
    expect(asides()).toHaveLength(1)
  })
})
