import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { Heat } from '../../../agent/floor/heat.ts'
import { squaresOf } from '../../../agent/floor/squares.ts'
import { daysIn, parseDay, readDay } from '../../../agent/lanes/days.ts'
import { Diary } from '../../../agent/lanes/diary.ts'

const OUTLINE: [number, number][] = [
  [0, 0],
  [4, 0],
  [4, 3],
  [0, 3],
]
/** Noon in Vienna, on a day in winter. */
const NOON = Date.parse('2026-01-15T11:00:00Z')
const HOUR = 3_600_000

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** One start of an agent after the other, all with the same folder. */
function shop(days = 3, k = 1) {
  const root = mkdtempSync(join(tmpdir(), 'diary-'))
  folders.push(root)
  const folder = join(root, 'heat')
  let people = 0
  return {
    folder,
    start(outline = OUTLINE, source = '/acme/vienna/door', simulated = false) {
      const faults: string[] = []
      const heat = new Heat({ outline, gridMetres: 1 })
      const warn = (fault: { code: string }) => void faults.push(fault.code)
      const diary = new Diary(heat, { folder, days, k, source, timezone: 'Europe/Vienna', simulated, warn })
      return {
        diary,
        faults,
        /** Somebody stands for so many seconds in the first square, and goes. */
        stand(seconds: number, atMs: number) {
          const person = ++people
          for (let second = 0; second <= seconds; second++) heat.see(person, 0.5, 0.5, atMs + 1000 * second)
          heat.end(person)
        },
      }
    },
  }
}

describe('heat of whole days', () => {
  test('is its owner’s alone', () => {
    const { folder, start } = shop()
    const { diary, stand } = start()
    diary.tick(NOON)
    stand(10, NOON)
    diary.close()
    const [day] = daysIn(folder)
    expect([folder, join(folder, `${day}.json`)].map(path => statSync(path).mode & 0o777)).toEqual([0o700, 0o600])
  })

  test('is summed up over starts, killed or stopped, and shows nothing of fewer than k', () => {
    const { folder, start } = shop()
    const first = start()
    first.diary.tick(NOON)
    first.stand(10, NOON)
    first.diary.tick(NOON + 60_000)
    first.stand(10, NOON + 60_000)
    // The first is killed here: what was left since it wrote last is missing.
    const second = start()
    second.diary.tick(NOON + 120_000)
    second.stand(5, NOON + 120_000)
    second.diary.close()
    const map = squaresOf(readDay(folder, '2026-01-15')!)
    expect(map.seconds(1)[0]).toBeCloseTo(15)
    expect(map.seconds(2)[0]).toBeCloseTo(15)
    expect(map.seconds(3)[0]).toBe(0)
    expect(map.withheld(3)).toBe(1)
  })

  test('begins anew at midnight of the shop, and old days go', () => {
    const { folder, start } = shop(2)
    const { diary, stand } = start()
    for (let day = 0; day < 4; day++) {
      diary.tick(NOON + 24 * HOUR * day)
      stand(10 + day, NOON + 24 * HOUR * day)
    }
    // 23:59, then 00:01 in Vienna.
    diary.tick(NOON + 24 * HOUR * 3 + 12 * HOUR - 60_000)
    expect(daysIn(folder)).toEqual(['2026-01-16', '2026-01-17', '2026-01-18'].slice(-3))
    diary.tick(NOON + 24 * HOUR * 3 + 12 * HOUR + 60_000)
    stand(1, NOON + 24 * HOUR * 4)
    diary.close()
    expect(daysIn(folder).at(-1)).toBe('2026-01-19')
    expect(squaresOf(readDay(folder, '2026-01-18')!).seconds(1)[0]).toBeCloseTo(13)
    expect(squaresOf(readDay(folder, '2026-01-19')!).seconds(1)[0]).toBeCloseTo(1)
  })

  test('of another plan, or that is none, is set aside and told of once', () => {
    const { folder, start } = shop()
    const one = start()
    one.diary.tick(NOON)
    one.stand(10, NOON)
    one.diary.close()
    const file = join(folder, '2026-01-15.json')
    const before = readFileSync(file, 'utf8')
    const moved = start(OUTLINE.map(([x, y]) => [x + 5, y]))
    moved.diary.tick(NOON)
    expect(moved.faults).toEqual(['HEAT_STRANGE'])
    expect(readFileSync(`${file}.aside`, 'utf8')).toBe(before)
    writeFileSync(file, '{"version":')
    const torn = start()
    torn.diary.tick(NOON)
    expect(torn.faults).toEqual(['HEAT_STRANGE'])
    torn.stand(2, NOON)
    torn.diary.close()
    expect(squaresOf(readDay(folder, '2026-01-15')!).seconds(1)[0]).toBeCloseTo(2)
    expect(readdirSync(folder).sort()).toEqual(['2026-01-15.json', '2026-01-15.json.aside'])
  })

  test('forgets, once a day is over, the squares that fewer than k have visited, also of a day that ended while it was off', () => {
    const { folder, start } = shop(3, 2)
    for (const midnight of ['passed', 'slept through'] as const) {
      const { diary, stand } = start()
      diary.tick(NOON)
      stand(10, NOON)
      diary.tick(NOON + 60_000)
      expect(readDay(folder, '2026-01-15')!.visitors).toContain(1)
      if (midnight === 'passed') diary.tick(NOON + 24 * HOUR)
      else start().diary.tick(NOON + 24 * HOUR)
      const over = readDay(folder, '2026-01-15')!
      expect([...over.seconds, ...over.visitors].every(one => one === 0)).toBe(true)
      expect(squaresOf(over).withheld(2)).toBe(1)
      rmSync(folder, { recursive: true })
    }
    const { diary, stand } = start()
    diary.tick(NOON)
    for (const seconds of [10, 20]) stand(seconds, NOON)
    diary.tick(NOON + 24 * HOUR)
    expect(squaresOf(readDay(folder, '2026-01-15')!).seconds(2)[0]).toBeCloseTo(30)
  })

  test('of a simulated shop is not mixed with that of a real one', () => {
    const { folder, start } = shop()
    const real = start()
    real.diary.tick(NOON)
    real.stand(10, NOON)
    real.diary.close()
    const simulated = start(OUTLINE, undefined, true)
    simulated.diary.tick(NOON)
    expect(simulated.faults).toEqual(['HEAT_STRANGE'])
    simulated.stand(3, NOON)
    simulated.diary.close()
    expect(readDay(folder, '2026-01-15')).toMatchObject({ simulated: true })
    expect(squaresOf(readDay(folder, '2026-01-15')!).seconds(1)[0]).toBeCloseTo(3)
  })

  test('that can neither be read nor set aside is told of, and stops nobody', () => {
    const { folder, start } = shop()
    mkdirSync(join(folder, '2026-01-15.json', 'in the way'), { recursive: true })
    mkdirSync(join(folder, '2026-01-15.json.aside', 'too'), { recursive: true })
    const { diary, faults, stand } = start()
    diary.tick(NOON)
    stand(10, NOON)
    diary.close()
    expect(faults).toEqual(['FILE_UNREADABLE', 'FILE_UNWRITABLE', 'FILE_UNWRITABLE'])
  })

  test("of another agent is left as it is, its old days too, and told of once; one that is nobody's becomes ours", () => {
    const { folder, start } = shop(1)
    const one = start()
    one.diary.tick(NOON)
    one.stand(10, NOON)
    one.diary.close()
    const before = readFileSync(join(folder, '2026-01-15.json'), 'utf8')
    const other = start(OUTLINE, '/acme/vienna/window')
    for (const atMs of [NOON, NOON + 24 * HOUR]) {
      other.diary.tick(atMs)
      other.stand(10, atMs)
    }
    other.diary.close()
    expect(other.faults).toEqual(['HEAT_FOREIGN'])
    expect(readdirSync(folder)).toEqual(['2026-01-15.json'])
    expect(readFileSync(join(folder, '2026-01-15.json'), 'utf8')).toBe(before)

    const { source, ...nobodys } = JSON.parse(before)
    expect(source).toBe('/acme/vienna/door')
    writeFileSync(join(folder, '2026-01-15.json'), JSON.stringify(nobodys))
    const heir = start(OUTLINE, '/acme/vienna/window')
    heir.diary.tick(NOON)
    heir.stand(10, NOON)
    heir.diary.close()
    expect(heir.faults).toEqual([])
    expect(readDay(folder, '2026-01-15')).toMatchObject({ source: '/acme/vienna/window' })
    expect(squaresOf(readDay(folder, '2026-01-15')!).seconds(2)[0]).toBeCloseTo(20)
  })

  test('is not read from whatever may stand there', () => {
    const heat = { version: 1, day: '2026-01-15', gridMetres: 1, x: 0, y: 0, columns: 2, rows: 1 }
    const good = { ...heat, seconds: [1, 0], visitors: [1, 0] }
    expect(parseDay(JSON.stringify(good))).toEqual(good)
    for (const bad of [{ seconds: [1] }, { visitors: [-1, 0] }, { columns: 1e9 }, { who: 'x' }, { day: 'today' }])
      expect(parseDay(JSON.stringify({ ...good, ...bad }))).toBeUndefined()
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), text => parseDay(text) === undefined))
  })
})
