import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Codes } from '../../../agent/codes/codes.ts'
import { CodeScanned } from '../../../agent/events/families/code.ts'
import { tell } from '../../../agent/events/tell.ts'
import type { JourneyFact } from '../../../agent/journey/fact.ts'
import { Journey } from '../../../agent/journey/journey.ts'
import { Records } from '../../../agent/journey/records.ts'
import { Touchpoints } from '../../../agent/journey/touchpoints.ts'
import { Floor } from '../../../config/floor.ts'
import { Campaign, Scanner } from '../../../config/scanners.ts'
import { Journey as Rule } from '../../../config/tracking.ts'

const VISIT = 'visit-of-somebody'
const touchpoints = new Touchpoints()
const context = { source: '/acme/vienna/door', simulated: false, gridMetres: 0.5, touchpoints }
/** Letters of no name that is told: what is found of them came from a code. */
const rest = fc.string({ unit: fc.constantFrom('Q', 'X', 'Ω', '8', '9', '@', '\\'), minLength: 3, maxLength: 40 })
const campaign = fc.record({
  prefix: fc.constantFrom('MEM-', 'SPR-', 'ART-', ''),
  kind: fc.constantFrom('coupon', 'product', 'pass'),
  tracks: fc.constantFrom('code', 'person'),
})

/** Somebody stands alone before the scanner and shows a code: what is told of that, and what the record of their visit has of it. */
function shown(campaigns: readonly Campaign[], text: string) {
  const facts: JourneyFact[] = []
  const records = new Records(touchpoints)
  const journey = new Journey({
    floor: Floor.parse({
      outline: [
        [0, 0],
        [8, 0],
        [8, 5],
      ],
    }),
    scanners: [Scanner.parse({ id: 'till', zone: 'pay', feed: { driver: 'simulated' } })],
    rule: Rule.parse({}),
    people: {
      ...{ trailOf: () => Float64Array.of(), companionsOf: () => [], qualityOf: () => undefined },
      ...{ standingIn: () => [1], people: () => [], employ: () => [] },
    },
    newVisit: () => VISIT,
    tell(fact) {
      facts.push(fact)
      records.hear(fact)
    },
  })
  journey.see([
    { kind: 'appeared', person: 1, atMs: 1000, x: 0, y: 0, inside: true },
    { kind: 'zone-entered', person: 1, atMs: 2000, zone: 'pay' },
  ])
  const scan = new Codes(campaigns).read('till', { atMs: 3000, text })!
  journey.scan(scan)
  const event = tell(facts.find(fact => fact.kind === 'code.scanned')!, context)
  return { scan, event, scans: records.of(VISIT)!.touches.filter(({ kind }) => kind === 'scan') }
}

test('a code that tracks the code alone is joined with nobody, in events and in records; one that tracks a person is', () => {
  fc.assert(
    fc.property(campaign, rest, (of, more) => {
      const { scan, event, scans } = shown(
        of.prefix === '' ? [] : [Campaign.parse({ id: 'one', ...of })],
        `${of.prefix}${more}`,
      )
      expect(scan.tracks).toBe(of.prefix === '' ? 'code' : of.tracks)
      if (scan.tracks === 'person') {
        expect(event).toMatchObject({ subject: VISIT })
        expect(scans).toHaveLength(1)
      } else {
        expect(event).not.toHaveProperty('subject')
        expect(JSON.stringify(event)).not.toContain(VISIT)
        expect(scans).toEqual([])
      }
    }),
  )
})

test('nothing of what a code says is told or kept, whatever it tracks', () => {
  fc.assert(
    fc.property(campaign, rest, (of, more) => {
      const { event, scans } = shown([Campaign.parse({ id: 'one', ...of, prefix: 'MEM-' })], `MEM-${more}`)
      expect(CodeScanned.safeParse(event.data).error).toBeUndefined()
      for (const said of [...Object.values(event.data), ...scans.flatMap(one => Object.values(one))])
        for (const letter of more) expect(String(said)).not.toContain(letter)
    }),
  )
})
