import { expect, test } from 'vitest'
import { dissent, type Verdict } from '../../../agent/floor/dissent.ts'
import { Person } from '../../../agent/floor/person.ts'

const SPREAD = Float64Array.of(0.0016, 0, 0.0016, 0.0064)

/** Two sensors have somebody who walks along x, the one for longer; then the track of one of them leaps by 1.3 m. */
function verdicts(leaps: 'elder' | 'younger') {
  const person = new Person(1, 0)
  const said: Record<string, Verdict[]> = { elder: [], younger: [] }
  const look = (sensor: string, i: number) => {
    const y = sensor === leaps && i >= 30 ? 1.3 : 0
    const mine = person.sightingOf(sensor)
    const verdict = mine ? dissent(person, mine, 0.1 * i, y, SPREAD, 100 * i) : 'agrees'
    if (i >= 30) said[sensor].push(verdict === mine ? 'doubted' : verdict)
    if (mine && verdict === 'doubted') mine.look(0.1 * i, y, SPREAD, 100 * i)
    else person.move(sensor, 1, 0.1 * i, y, SPREAD, 100 * i)
  }
  for (let i = 0; i < 34; i++) {
    look('elder', i)
    if (i >= 10) look('younger', i)
  }
  return said
}

test.each(['elder', 'younger'] as const)(
  'of two sensors that come to contradict each other, the one that leapt is not believed: the %s',
  leaps => {
    const said = verdicts(leaps)
    expect(said[leaps]).toEqual(Array(4).fill('doubted'))
    expect(said[leaps === 'elder' ? 'younger' : 'elder']).toEqual(Array(4).fill('agrees'))
  },
)
