import { describe, expect, test } from 'vitest'
import { Covariates } from '../../../agent/moments/covariates.ts'
import { FEATURES } from '../../../agent/moments/features.ts'
import { Random } from '../../../drivers/simulated/random.ts'

const DAY = 86_400_000
const VISITS_A_DAY = 400
const [STOPS, DWELL, WEEKEND] = (['stops', 'dwell', 'weekend'] as const).map(name => FEATURES.indexOf(name))

/** Visitors of a shop, from a day on; each is looked at a few times. `off` says by how much a feature is another on a day. */
class Visitors {
  readonly #random: Random
  constructor(
    readonly covariates: Covariates,
    seed: number,
  ) {
    this.#random = new Random(seed, 'visitors')
  }

  /** Answers on which visit of these days a shift was found; undefined where none was. */
  come(fromDay: number, toDay: number, off: (feature: number, day: number) => number = () => 0): number | undefined {
    const x = new Float64Array(FEATURES.length)
    for (let day = fromDay; day < toDay; day++)
      for (let visit = 0; visit < VISITS_A_DAY; visit++) {
        for (let looks = 1 + this.#random.below(6); looks > 0; looks--) {
          for (let i = 0; i < x.length; i++) x[i] = this.#random.normal() + off(i, day)
          this.covariates.see(x)
        }
        const was = this.covariates.shift
        this.covariates.pass(day * DAY + (visit * DAY) / VISITS_A_DAY)
        if (this.covariates.shift === 'found' && was !== 'found') return (day - fromDay) * VISITS_A_DAY + visit + 1
      }
    return undefined
  }
}

const only = (feature: number, by: number) => (at: number) => (at === feature ? by : 0)
const seeds = [1, 2, 3, 4, 5, 6]

describe('how visitors go about the shop', () => {
  test('is no other by chance, nor because weekends are otherwise and always were', () => {
    const busyWeekends = (feature: number, day: number) => (feature === DWELL && day % 7 >= 5 ? 0.3 : 0)
    const found = seeds.map(seed => new Visitors(new Covariates(), seed).come(0, 60, busyWeekends))
    expect(found).toEqual(seeds.map(() => undefined))
  })

  test.each([0.4, -0.4])('is another within a day where one thing that they do is off by %d from then on', by => {
    for (const seed of seeds) {
      const visitors = new Visitors(new Covariates(), seed)
      visitors.come(0, 10)
      expect(visitors.come(10, 15, only(STOPS, by))).toBeLessThanOrEqual(VISITS_A_DAY)
    }
  })

  test('nor at noon or on Saturdays, where these were always otherwise, however many come', () => {
    const covariates = new Covariates()
    const x = new Float64Array(FEATURES.length)
    const random = new Random(1, 'noon')
    const found: number[] = []
    for (let day = 0; day < 70; day++)
      for (let visit = 0; visit < 4000; visit++) {
        x[DWELL] = random.normal() - (visit >= 1600 && visit < 2400 ? 0.5 : 0)
        x[STOPS] = random.normal() + (day % 7 === 5 ? 1 : 0)
        covariates.see(x)
        const was = covariates.shift
        covariates.pass(day * DAY + (visit * DAY) / 4000)
        if (covariates.shift === 'found' && was !== 'found') found.push(day)
      }
    // One Saturday of twelve days says little of Saturdays yet.
    expect(found.filter(day => day > 12)).toEqual([])
  })

  test('follows what becomes another little by little', () => {
    const covariates = new Covariates()
    const rises = (feature: number, day: number) => (feature === STOPS ? day / 100 : 0)
    expect(new Visitors(covariates, 1).come(0, 200, rises)).toBeUndefined()
    expect(covariates.mean[STOPS]).toBeGreaterThan(1.4)
  })

  test('lies off to the same side in each batch, or it is chance; and what is so for long is what is usual', () => {
    const covariates = new Covariates()
    const x = new Float64Array(FEATURES.length)
    const come = (stops: number) => {
      for (let i = 0; i < 100; i++) {
        x[STOPS] = stops
        covariates.see(x)
        covariates.pass(30 * DAY)
      }
      return covariates.shift
    }
    covariates.pass(0)
    for (let i = 0; i < 20; i++) come(0)
    covariates.fromMs = 0
    expect([1, 1, -1, 1, 1, -1].map(come)).toEqual(Array(6).fill('suspected'))
    const later = Array.from({ length: 60 }, (_, i) => come(i % 3 === 2 ? -1 : 1))
    expect(later).not.toContain('found')
    expect(later.slice(30)).toEqual(Array(30).fill('none'))
  })

  test('is not for what time it is, for a few hours, or by as little as matters to nobody', () => {
    const evened = new Covariates()
    const visitors = new Visitors(evened, 1)
    visitors.come(0, 10)
    expect(visitors.come(10, 20, only(WEEKEND, 5))).toBeUndefined()
    const x = new Float64Array(FEATURES.length)
    const same = new Covariates()
    const come = (visits: number, stops: number, day: number) => {
      for (let i = 0; i < visits; i++) {
        x[STOPS] = stops
        same.see(x)
        same.pass(day * DAY)
      }
      return same.shift
    }
    for (let day = 0; day < 10; day++) come(400, 1, day)
    expect(come(200, 1.04, 10)).toBe('suspected')
    expect(come(100, 1, 10)).toBe('none')
    expect(come(1000, 1.02, 11)).toBe('none')
    expect(come(300, 1.04, 12)).toBe('found')
  })

  test('is not known in the first week, nor before 2,000 visits', () => {
    const many = new Visitors(new Covariates(), 1)
    many.come(0, 5)
    expect(many.come(5, 7, only(STOPS, 1))).toBeUndefined()
    const covariates = new Covariates()
    const x = new Float64Array(FEATURES.length)
    for (let visit = 0; visit < 1900; visit++) {
      x[STOPS] = visit < 1000 ? 0 : 1
      covariates.see(x)
      covariates.pass(visit * DAY)
    }
    expect(covariates.shift).toBe('none')
  })

  test('is what is usual after 2,000 visits, and may change again after that', () => {
    const covariates = new Covariates()
    const visitors = new Visitors(covariates, 1)
    visitors.come(0, 10)
    visitors.come(10, 11, only(STOPS, 0.5))
    expect(covariates.shift).toBe('found')
    visitors.come(11, 15, only(STOPS, 0.5))
    expect(covariates.shift).toBe('found')
    visitors.come(15, 20, only(STOPS, 0.5))
    expect(covariates.shift).toBe('none')
    expect(visitors.come(20, 21)).toBeLessThanOrEqual(VISITS_A_DAY)
  })

  test('goes on being watched where the clock was a year ahead and is set back', () => {
    const visitors = new Visitors(new Covariates(), 1)
    visitors.come(365, 366)
    visitors.come(1, 10)
    expect(visitors.come(10, 11, only(STOPS, 0.5))).toBeLessThanOrEqual(VISITS_A_DAY)
  })

  test('says nothing of visits at which nobody looked', () => {
    const covariates = new Covariates()
    for (let visit = 0; visit < 5000; visit++) covariates.pass(visit)
    expect(covariates.batches).toBe(0)
    expect(new Visitors(covariates, 1).come(0, 20)).toBeUndefined()
  })
})
