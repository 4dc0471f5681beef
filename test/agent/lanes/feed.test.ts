import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { StaffMoments } from '../../../agent/events/staff.ts'
import { StaffFeed } from '../../../agent/lanes/feed.ts'
import type { Advice } from '../../../agent/moments/advice.ts'
import { OpenMoments } from '../../../agent/moments/open.ts'
import type { Said } from '../../../agent/publish/beside.ts'
import type { Level } from '../../../config/jurisdictions.ts'
import { parseConfig } from '../../../config/load.ts'

const START = Date.parse('2026-03-02T09:00:00Z')
beforeEach(() => void vi.useFakeTimers({ now: START }))
afterEach(() => void vi.useRealTimers())

const LEAST = `
store: { tenant: acme, store: vienna, agent: door }
floor: { outline: [[0, 0], [8, 0], [8, 5], [0, 5]] }
`
const ADVISE = 'moments: { mode: advise }\nbroker: { kind: embedded }'

function feed(more = ADVISE, level: Level = 'paths') {
  const loaded = parseConfig(`${LEAST}${more}`, '/')
  if ('mistakes' in loaded) throw new Error(JSON.stringify(loaded.mistakes))
  const said: Said[] = []
  const moments = new OpenMoments(() => {})
  const one = new StaffFeed({ config: loaded.config, level, now: Date.now }, moments)
  const beside = { say: async (what: Said) => said.push(what) > 0 }
  one.say(beside, '/acme/vienna/door')
  const open = (visit: string, more: object = {}) => moments.open(moment(visit, more))
  return {
    one,
    moments,
    open,
    said,
    told: () => said.splice(0).map(({ body }) => StaffMoments.parse(JSON.parse(body))),
  }
}

const TOUCHPOINT = { id: 'wall', channel: 'shelf', function: 'try', stage: 'consider' } as const
function moment(visit: string, more: object) {
  const [atMs, untilMs] = [Date.now(), Date.now() + 30_000]
  const reasons = [
    { subject: 'pace', moved: 1, words: 'Stands still: for it.' },
    { subject: 'member', moved: 1, words: 'A member who agreed to be assisted: for it.' },
  ]
  const of = {
    visit,
    touchpoint: 'wall',
    advice: 'approach',
    probability: 0.7,
    decidedBy: 'model',
    isShown: true,
    reasons,
  }
  return { touchpoint: TOUCHPOINT, advice: { ...of, atMs, untilMs, ...more } as unknown as Advice }
}

test('what is open is said at once, all of it, to nobody who comes later than that, and again so that silence says something', () => {
  const { moments, open, said, told } = feed()
  open('visit-one')
  open('visit-two', { probability: 0.9 })
  vi.advanceTimersByTime(200)
  // Kept by no broker, and not waited for.
  expect(said).toMatchObject([{ topic: 'aisle/v1/acme/vienna/door/staff/moments', qos: 0 }])
  expect(said[0]).not.toHaveProperty('retain')
  expect(told()).toMatchObject([
    { atOnce: 3, more: 0, moments: [{ visit: 'visit-two', touchpoint: 'wall' }, { visit: 'visit-one' }] },
  ])
  vi.advanceTimersByTime(10_000)
  expect(told()).toHaveLength(2)
  // Nobody is asked to wait, or to leave somebody alone; and who is a member no tablet says.
  open('visit-three', { advice: 'leave', isShown: true })
  open('visit-four', { isShown: false })
  vi.advanceTimersByTime(200)
  expect(told()).toEqual([])
  moments.close('visit-two', 'left', Date.now())
  vi.advanceTimersByTime(200)
  expect(told()).toMatchObject([{ moments: [{ visit: 'visit-one', reasons: ['Stands still: for it.'] }] }])
  vi.advanceTimersByTime(30_000)
  expect(told().at(-1)).toMatchObject({ moments: [] })
})

test('that it is a try is said before all reasons, and is none too many', () => {
  const { open, told } = feed()
  const reasons = ['pace', 'dwell', 'stops'].map(subject => ({ subject, moved: 1, words: `${subject}.` }))
  open('visit-one', { decidedBy: 'try', probability: 0.17, reasons })
  vi.advanceTimersByTime(200)
  expect(told()).toMatchObject([
    { moments: [{ reasons: ['A try, to learn how visitors here take it.', 'pace.', 'dwell.'] }] },
  ])
})

test('an agent that stops leaves nobody to be approached', () => {
  const { one, open, told } = feed()
  open('visit-one')
  vi.advanceTimersByTime(200)
  told()
  one.close()
  expect(told()).toMatchObject([{ moments: [] }])
  open('visit-two')
  vi.advanceTimersByTime(60_000)
  expect(told()).toEqual([])
})

test.each([
  ['shadow', 'moments: {}\nbroker: { kind: embedded }', 'paths'],
  ['off', 'broker: { kind: embedded }', 'paths'],
  ['counts', ADVISE, 'counts'],
  [
    'elsewhere',
    'moments: { mode: advise }\nnode: { kind: sensor, owner: west }\nbroker: { kind: remote, url: "mqtt://127.0.0.1" }',
    'paths',
  ],
] as const)('in %s nothing is shown and nothing is said', (showing, more, level) => {
  const { one, open, said } = feed(more, level)
  open('visit-one')
  vi.advanceTimersByTime(60_000)
  one.close()
  expect(one.showing).toBe(showing)
  expect(one.open().moments).toEqual([])
  expect(said).toEqual([])
})

test('a broker elsewhere hears nothing unless that is wanted, and the console is told all the same', () => {
  const away = 'moments: { mode: advise }\nbroker: { kind: remote, url: "mqtts://broker.example" }\n'
  const { one, open, said } = feed(away)
  let changes = 0
  one.onChange(() => changes++)
  open('visit-one')
  vi.advanceTimersByTime(60_000)
  expect(said).toEqual([])
  expect(changes).toBe(1)
  const wanted = feed(`${away}staff: { topic: broker, atOnce: 2 }`)
  wanted.open('visit-one')
  vi.advanceTimersByTime(200)
  expect(wanted.told()).toMatchObject([{ atOnce: 2, moments: [{ visit: 'visit-one' }] }])
})
