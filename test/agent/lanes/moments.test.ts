import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { seal } from '../../../agent/events/envelope.ts'
import { type Fact, tell } from '../../../agent/events/tell.ts'
import { type MomentsLane, openMoments } from '../../../agent/lanes/moments.ts'
import { openStages, type Stages } from '../../../agent/lanes/stages.ts'
import { FEATURES, features } from '../../../agent/moments/features.ts'
import { keep, knowledgeFile } from '../../../agent/moments/keeper.ts'
import { Learner } from '../../../agent/moments/learner.ts'
import { Logged } from '../../../agent/moments/logged.ts'
import { Outcomes } from '../../../agent/publish/outcomes.ts'
import { openStore, type Store } from '../../../agent/store/store.ts'
import { Config } from '../../../config/config.ts'
import type { Level } from '../../../config/jurisdictions.ts'
import { context } from '../events/facts.ts'
import { shop, tracks, type Walker } from '../floor/walkers.ts'
import { SOMEBODY } from '../moments/situation.ts'

const T0 = Date.parse('2026-03-02T10:00:00Z')
const WINE = { id: 'wine', channel: 'shelf', function: 'try', stage: 'consider' } as const
const box = (x0: number, y0: number, x1: number, y1: number) => [
  ...[
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ],
]

/** A shop on a disk of its own, in which time is played; it may be crashed and opened again. */
class Corner {
  readonly folder = mkdtempSync(join(tmpdir(), 'aisle-moments-'))
  readonly told: Fact[] = []
  readonly warned: string[] = []
  readonly config: Config
  readonly file: string
  stages!: Stages
  store!: Store
  lane: MomentsLane | undefined
  atMs = T0
  level: Level = 'paths'

  constructor(moments: object | false = {}, more: object = {}) {
    const { floor, depth } = shop()
    const staff = { id: 'back', kind: 'staff', outline: box(9, 7, 10, 8) }
    const sure = { mode: 'advise', justEnteredSeconds: 0, exploreShare: 0, holdBackShare: 0, settleMinutes: 1 }
    this.config = Config.parse({
      store: { tenant: 't', store: 's', agent: 'a', timezone: 'Europe/Vienna', hours: { from: '09:00', to: '20:00' } },
      floor: { ...floor, zones: [...floor.zones, staff] },
      depth: depth.map(one => ({ ...one, feed: { driver: 'recording', folder: 'x', fps: 10 } })),
      touchpoints: [{ ...WINE, at: { kind: 'zone', zone: 'left' } }],
      outbox: { path: join(this.folder, 'aisle.db') },
      ...(moments && { moments: { ...sure, ...moments } }),
      ...more,
    })
    this.file = knowledgeFile(this.config.outbox.path, false)
  }

  open(): this {
    const warn = ({ code }: { code: string }) => void this.warned.push(code)
    const tell = (fact: Fact) => void this.told.push(fact)
    this.stages = openStages({ config: this.config, pace: 'live', tell, warn, lost: () => {} })
    this.store = openStore({ path: this.config.outbox.path }, this.atMs)
    const outcomes = new Outcomes(this.store.db)
    const around = {
      config: this.config,
      level: this.level,
      stages: this.stages,
      store: this.store,
      outcomes,
      tell,
      warn,
    }
    this.lane = openMoments(around, this.atMs)
    return this
  }

  /** As by kill -9: nobody is asked to close anything. */
  crash(): void {
    this.store.db.close()
  }

  /** The same once what was learned is on the disk. */
  async crashLater(): Promise<void> {
    await this.lane!.kept()
    this.crash()
  }

  /** Lets people be there for so long. */
  play(seconds: number, people: (second: number) => readonly Walker[]): this {
    for (let ms = 0; ms < 1000 * seconds; ms += 250, this.atMs += 250) {
      this.stages.journey.see(this.stages.floor.place('ceiling', tracks(this.atMs, people(ms / 1000))))
      this.stages.tick(this.atMs)
    }
    return this
  }

  /** Somebody comes in by the door, and goes to the shelf. */
  arrive(): this {
    return this.play(10, s => [{ id: 1, x: s < 4 ? 5 : Math.max(5 - (s - 4), 2.5), y: Math.min(s - 1, 5) }])
  }

  /** They stay there. */
  browse(seconds: number, also: readonly Walker[] = []): this {
    return this.play(seconds, () => [{ id: 1, x: 2.5, y: 5 }, ...also])
  }

  get visit(): string {
    return [...this.stages.records.open()][0]!.visit
  }

  moments(): string[] {
    return this.told.flatMap(fact => {
      if (fact.kind !== 'moment.opened' && fact.kind !== 'moment.closed') return []
      // Whatever is told fits the contract, or this throws.
      seal(tell(fact, context), { epoch: 1, sequence: 1 })
      const why = fact.kind === 'moment.closed' ? ` ${fact.why}${fact.outcome ? ` ${fact.outcome}` : ''}` : ''
      return [`${fact.kind.slice(7)} ${fact.advice}${fact.rule ? ` (${fact.rule})` : ''}${why}`]
    })
  }
}

/** What was learned in a shop whose visitors are glad of any contact, or of none. */
function taught(file: string, outcome: 'helped' | 'declined', more: (learner: Learner) => void = () => {}): void {
  const learner = new Learner(['wine'])
  const x = features(
    { ...SOMEBODY, touchpoint: WINE, scans: undefined, reaches: undefined },
    new Float64Array(FEATURES.length),
  )
  for (let i = 0; i < 80; i++)
    learner.learn(
      { visit: 'v', touchpoint: 'wine', atMs: 0, features: x, probability: 0.5, isLearned: true, outcome },
      i,
    )
  more(learner)
  keep(file, { learner, open: [] })
}

/** A shop that recognises members, as far as the judge must know of it. */
const MEMBERS = {
  identity: {
    issuer: {
      id: 'crm',
      keys: [{ kid: 'k1', x: 'A'.repeat(43), validFrom: '2020-01-01T00:00:00Z', validUntil: '2090-01-01T00:00:00Z' }],
    },
    controller: { name: 'Acme', contact: 'desk', policyUrl: 'https://acme.example/p', withdrawal: 'at any till' },
    purposes: ['assist', 'measure'],
  },
}

let corner: Corner
const opened = (moments?: object, teach: 'helped' | 'declined' | undefined = 'helped') => {
  corner = new Corner(moments)
  if (teach) taught(corner.file, teach)
  return corner.open()
}
beforeEach(() => (corner = undefined as unknown as Corner))
afterEach(() => {
  if (!corner) return
  if (corner.store?.db.open) corner.store.close()
  rmSync(corner.folder, { recursive: true, force: true })
})

describe('moments of the running agent', () => {
  test('who stays at a touchpoint is judged: an approach is open for its time, and over before the visit is', () => {
    opened({ validSeconds: 20 }).arrive().browse(60)
    expect(corner.moments().slice(-2)).toEqual(['opened approach', 'closed approach expired'])
    corner.stages.close(corner.atMs)
    const kinds = corner.told.map(({ kind }) => kind)
    expect(kinds.lastIndexOf('moment.closed')).toBeLessThan(kinds.indexOf('visit.ended'))
    const of = (kind: string) => kinds.filter(one => one === kind).length
    expect(of('moment.opened')).toBe(of('moment.closed'))
  })

  test('who goes on is not advised on any more, and anew when they are back', () => {
    opened({ validSeconds: 600 }, 'declined').arrive().browse(20)
    expect(corner.moments()).toEqual(['opened leave'])
    corner.play(12, s => [{ id: 1, x: Math.min(2.5 + s, 8), y: 5 }])
    corner.play(7, s => [{ id: 1, x: Math.max(8 - s, 2.5), y: 5 }]).browse(20)
    expect(corner.moments().slice(0, 3)).toEqual(['opened leave', 'closed leave left', 'opened leave'])
  })

  test('staff who are with somebody end it, and it is said why', () => {
    opened({ validSeconds: 600 }).arrive().browse(12)
    expect(corner.moments().at(-1)).toBe('opened approach')
    corner.play(8, s => [
      { id: 1, x: 2.5, y: 5 },
      { id: 2, x: 9.5 - s, y: 7.5 - s / 4 },
    ])
    corner.browse(15, [{ id: 2, x: 2, y: 5.8 }])
    expect(corner.moments().slice(-2)).toEqual(['closed approach changed', 'opened leave (with-staff)'])
    expect([...corner.stages.records.open()][0]!.touches.at(-1)).toMatchObject({ kind: 'contact', channel: 'staff' })
  })

  test('that the advice rests from now on is told once, and known after a kill', async () => {
    corner = new Corner()
    taught(corner.file, 'declined', ({ rest }) => Object.assign(rest, { visits: 2499, promising: 0 }))
    corner.open().arrive().browse(12)
    corner.stages.close(corner.atMs)
    const { untilMs } = corner.lane!.learner.rest
    expect(untilMs).toBeGreaterThan(corner.atMs)
    corner.lane!.tick(corner.atMs + 2000)
    corner.lane!.tick(corner.atMs + 4000)
    expect(corner.warned).toEqual(['MOMENTS_REST'])
    await corner.crashLater()
    corner.open()
    corner.lane!.tick(corner.atMs + 6000)
    expect([corner.lane!.learner.rest.untilMs, corner.warned]).toEqual([untilMs, ['MOMENTS_REST']])
  })

  test('what is learned of visits without an outcome is on the disk within an hour', async () => {
    opened().arrive().browse(12)
    corner.stages.close(corner.atMs)
    corner.lane!.tick(corner.atMs + 3_600_000)
    await corner.crashLater()
    expect(corner.open().lane!.learner.rest.visits).toBe(1)
  })

  test('what is said to have become of it closes it, is learned from once it has settled, and is on the disk then', async () => {
    opened({ validSeconds: 600 }).arrive().browse(12)
    const { visit } = corner
    const { outcomes } = corner.lane!.learner
    expect(corner.lane!.hear({ visit, outcome: 'declined', atMs: corner.atMs })).toBe('taken')
    expect(corner.moments().at(-1)).toBe('closed approach answered declined')
    corner.browse(30)
    expect([corner.lane!.learner.outcomes, corner.moments().at(-1)]).toEqual([outcomes, 'opened leave (declined)'])
    corner.browse(40)
    expect(corner.lane!.learner.outcomes).toBe(outcomes + 1)
    await corner.crashLater()
    corner.open()
    expect(corner.lane!.learner.outcomes).toBe(outcomes + 1)
    expect(corner.lane!.hear({ visit, outcome: 'declined', atMs: corner.atMs })).toBe('same')
  })

  test('what was kept shortly before a kill, and not heard any more, is heard at the next start', async () => {
    opened({ validSeconds: 600 }).arrive().browse(12)
    const { visit } = corner
    const { outcomes } = corner.lane!.learner
    const said = { asker: 'till', visit, touchpoint: '', outcome: 'helped', fromMs: T0, untilMs: undefined } as const
    new Outcomes(corner.store.db).keep(said, corner.atMs)
    corner.crash()
    corner.open().play(70, () => [])
    expect(corner.lane!.learner.outcomes).toBe(outcomes + 1)
    // Once, however often it is begun anew.
    await corner.crashLater()
    corner.open().play(70, () => [])
    expect(corner.lane!.learner.outcomes).toBe(outcomes + 1)
  })

  test('what was learned and is not in the file yet when it is killed is learned again, from what was said', () => {
    opened({ validSeconds: 600 }).arrive().browse(12)
    const { visit } = corner
    const { outcomes } = corner.lane!.learner
    const said = { asker: 'till', visit, touchpoint: '', outcome: 'helped', fromMs: T0, untilMs: undefined } as const
    new Outcomes(corner.store.db).keep(said, corner.atMs)
    corner.lane!.hear({ visit, outcome: 'helped', atMs: corner.atMs })
    const before = readFileSync(corner.file)
    corner.browse(70)
    const learned = [...corner.lane!.learner.model.belief.mean]
    corner.crash()
    writeFileSync(corner.file, before)
    corner.open().play(70, () => [])
    expect(corner.lane!.learner.outcomes).toBe(outcomes + 1)
    expect([...corner.lane!.learner.model.belief.mean]).toEqual(learned)
  })

  test('a damaged file is told and set aside, and what is believed of any shop is used', () => {
    corner = new Corner()
    taught(corner.file, 'declined')
    writeFileSync(corner.file, readFileSync(corner.file, 'utf8').replace(/"mean":"...../, '"mean":"AAAAA'))
    corner.open().arrive().browse(20)
    expect([corner.warned, corner.lane!.learner.outcomes]).toEqual([['MOMENTS_UNFIT'], 0])
    expect(readdirSync(corner.folder).some(name => /moments\.json\.unfit-/.test(name))).toBe(true)
    expect(corner.moments()[0]).toMatch(/^opened/)
  })

  test('what was decided and why is written down before it is told, through a kill', () => {
    opened().arrive().browse(20)
    const { visit } = corner
    corner.crash()
    corner.open()
    const logged = new Logged(corner.store.db)
    expect(logged.advice(visit).at(-1)).toMatchObject({ advice: 'approach', touchpoint: 'wine', isShown: true })
    const looks = logged.looks(0).rows.filter(look => look.visit === visit)
    expect(looks.at(-1)).toMatchObject({ isApproached: true, propensity: 1 })
  })

  test('reset, what was learned is set aside and learned anew, and what is open may still be told', async () => {
    opened({ validSeconds: 600 }).arrive().browse(12)
    const { visit } = corner
    const probability = () => corner.lane!.learner.guess(new Float64Array(FEATURES.length).fill(1), 'wine').probability
    const taughtSo = probability()
    expect(await corner.lane!.reset(corner.atMs)).toMatch(/moments\.json\.reset-\S+$/)
    expect(corner.lane!.learner.outcomes).toBe(0)
    expect(probability()).not.toBe(taughtSo)
    const anew = new Learner(['wine'])
    expect(probability()).toBe(anew.guess(new Float64Array(FEATURES.length).fill(1), 'wine').probability)
    expect(corner.lane!.hear({ visit, outcome: 'declined', atMs: corner.atMs })).toBe('taken')
    corner.browse(70)
    await corner.lane!.kept()
    corner.crash()
    corner.open()
    expect(corner.lane!.learner.outcomes).toBe(1)
    expect(readdirSync(corner.folder).filter(name => name.includes('.reset-'))).toHaveLength(1)
  })

  test('in shadow mode all is told and nothing is shown', () => {
    const shown: string[] = []
    opened({ mode: 'shadow' })
    corner.lane!.open.follow({ opened: () => shown.push('opened'), closed: () => shown.push('closed') })
    corner.arrive().browse(20)
    expect(corner.moments().at(-1)).toBe('opened approach')
    expect(shown).toEqual([])
    expect(corner.told.every(fact => !('mode' in fact) || fact.mode === 'shadow')).toBe(true)
  })

  test('nobody is judged without the section, where only counts may be known, or where no zone is a touchpoint', () => {
    corner = new Corner(false)
    expect(corner.open().lane).toBeUndefined()
    corner.store.close()
    corner = new Corner()
    corner.level = 'counts'
    expect(corner.open().lane).toBeUndefined()
    corner.store.close()
    corner = new Corner({}, { touchpoints: [] })
    expect(corner.open().lane).toBeUndefined()
    expect(existsSync(corner.file)).toBe(false)
  })

  test('who is out of sight is not judged', () => {
    // Nobody saw them go, so that they count as being at the shelf for as long as the zone has grace.
    corner = new Corner({ validSeconds: 600, againSeconds: 0 }, { journey: { lostSeconds: 60 } })
    for (const zone of corner.config.floor.zones) zone.graceSeconds = 60
    taught(corner.file, 'helped')
    corner.open().arrive().browse(12)
    const leftMs = corner.atMs
    corner.play(30, () => [])
    expect([...corner.stages.records.open()][0]!.touches.at(-1)).toEqual(
      expect.not.objectContaining({ untilMs: expect.anything() }),
    )
    const backMs = corner.atMs
    corner.browse(12)
    const looks = new Logged(corner.store.db).looks(0).rows.map(({ atMs }) => atMs)
    const within = (fromMs: number, untilMs: number) => looks.filter(atMs => atMs > fromMs && atMs < untilMs).length
    expect(within(T0, leftMs)).toBeGreaterThan(1)
    expect(within(leftMs + 5500, backMs)).toBe(0)
    expect(within(backMs, corner.atMs)).toBeGreaterThan(1)
  })

  describe('of members', () => {
    /** What whoever hears all events hears of one who comes, stays a while and is gone, and was recognised for this on the way. */
    function overheard(purpose: 'assist' | 'measure' | undefined, outcome: 'helped' | 'declined') {
      corner = new Corner({ validSeconds: 600 }, MEMBERS)
      corner.level = 'members'
      // All are to be treated alike; and that somebody is a member is the strongest of all reasons for it.
      const sign = outcome === 'helped' ? 1 : -1
      taught(corner.file, outcome, ({ model: { belief } }) => {
        belief.mean[FEATURES.indexOf('always')]! += 8 * sign
        belief.mean[FEATURES.indexOf('member')] = 25 * sign
      })
      corner.open()
      const { stages } = corner
      stages.listen(fact => {
        if (fact.kind !== 'visit.started' || !purpose) return
        stages.records.meet({ kind: 'recognition', visit: fact.visit, atMs: fact.atMs, purpose })
      })
      const { visit } = corner.arrive()
      corner.browse(30)
      const strongest = new Logged(corner.store.db).advice(visit).at(-1)!.reasons[0]!.subject
      corner.stages.close(corner.atMs)
      const told = corner.told.map(fact => JSON.parse(JSON.stringify(fact).replaceAll(visit, 'VISIT')))
      corner.store.close()
      rmSync(corner.folder, { recursive: true, force: true })
      return { told, strongest }
    }
    const without = (facts: readonly object[], ...keys: string[]) =>
      facts.map(fact => Object.fromEntries(Object.entries(fact).filter(([key]) => !keys.includes(key))))

    test.each(['helped', 'declined'] as const)(
      'who is to be assisted is told as anybody else, but for the probability (contacts are %s)',
      outcome => {
        const [member, other] = [overheard('assist', outcome), overheard(undefined, outcome)]
        expect([member.strongest, other.strongest !== undefined]).toEqual(['member', true])
        expect(without(member.told, 'probability')).toEqual(without(other.told, 'probability'))
        expect(JSON.stringify(member.told)).not.toMatch(/member|assist/i)
        expect(member.told.filter(({ kind }) => kind === 'moment.opened').length).toBeGreaterThan(0)
      },
    )

    test('who is not to be spoken to is told as often as anybody else, but for the advice itself', () => {
      const [member, other] = [overheard('measure', 'declined'), overheard(undefined, 'declined')]
      const advice = ['advice', 'rule', 'probability', 'decidedBy', 'reasons']
      expect(without(member.told, ...advice)).toEqual(without(other.told, ...advice))
      const opened = member.told.filter(({ kind }) => kind === 'moment.opened')
      expect(opened).toMatchObject([
        { advice: 'leave', rule: 'declined', reasons: ['They want not to be approached.'] },
      ])
      expect(JSON.stringify(member.told)).not.toMatch(/member|off-limits|known/i)
    })

    test('who takes their consent back is none from then on, and left alone', () => {
      corner = new Corner({ validSeconds: 600 }, MEMBERS)
      corner.level = 'members'
      taught(corner.file, 'helped')
      corner.open().arrive()
      const { visit, atMs } = corner
      corner.stages.records.meet({ kind: 'recognition', visit, atMs, purpose: 'assist' })
      corner.browse(12)
      expect(corner.moments().at(-1)).toBe('opened approach')
      corner.stages.records.unmeet(visit, 'assist')
      corner.lane!.refuse(visit)
      corner.browse(1.5)
      expect(corner.moments().slice(-2)).toEqual(['closed approach changed', 'opened leave (declined)'])
      expect(corner.stages.records.of(visit)!.touches.some(({ kind }) => kind === 'recognition')).toBe(false)
      corner.browse(90)
      expect(corner.moments().at(-1)).toBe('opened leave (declined)')
    })
  })
})
