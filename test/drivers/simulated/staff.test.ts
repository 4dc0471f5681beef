import { expect, test } from 'vitest'
import { Campaign, Scanner } from '../../../config/scanners.ts'
import type { CodeScanned } from '../../../drivers/simulated/codes.ts'
import { Shop } from '../../../drivers/simulated/shop.ts'
import { CAMPAIGNS, FLOOR, store } from './store.ts'

const BADGE = { ...Campaign.parse({ id: 'staff', prefix: 'STAFF-', kind: 'pass' }), kind: 'badge' as 'pass' }
const TILL = Scanner.parse({ id: 'till-scanner', zone: 'till', feed: { driver: 'simulated' } })
const ROOM = {
  id: 'back',
  outline: [
    [6.7, 4.3],
    [7.8, 4.3],
    [7.8, 4.9],
    [6.7, 4.9],
  ] as [number, number][],
  dwellSeconds: 10,
  graceSeconds: 2,
  kind: 'staff' as 'area',
}

test('each member of the staff shows a badge once, at the beginning of the shift; shoppers never do', () => {
  const scene = { ...store({ seed: 3, staff: 2, seconds: 300 }), campaigns: [...CAMPAIGNS, BADGE], scanners: [TILL] }
  const badges = scans(scene).filter(({ text }) => text.startsWith('STAFF-'))
  expect(badges).toHaveLength(2)
  for (const { atMs } of badges) expect(atMs).toBeLessThan(90_000)
})

test('where there are no badges none are shown', () => {
  const texts = scans({ ...store({ seed: 3, staff: 2 }), scanners: [TILL] }).map(({ text }) => text)
  expect(texts.length).toBeGreaterThan(3)
  expect(texts.some(text => text.startsWith('STAFF-'))).toBe(false)
})

test('where the staff have a room they start in it', () => {
  const shop = new Shop(store({ seed: 5, staff: 2 }, { ...FLOOR, zones: [...FLOOR.zones, ROOM] }))
  expect(shop.people).toHaveLength(2)
  for (const { x, y } of shop.people) {
    expect(x).toBeGreaterThan(6.6)
    expect(y).toBeGreaterThan(4.2)
  }
})

test('the staff stay longer in one place than shoppers do', () => {
  const shop = new Shop(store({ seed: 6, staff: 2, arrivalsPerMinute: 10 }))
  const stops = new Map<string, number[]>()
  const since = new Map<number, number>()
  for (let atMs = 100; atMs <= 600_000; atMs += 100) {
    shop.advance(atMs)
    for (const { id, role, doing } of shop.people) {
      const began = since.get(id)
      if (doing.at === 'standing' && began === undefined) since.set(id, atMs)
      if (doing.at === 'standing' || began === undefined) continue
      since.delete(id)
      stops.set(role, [...(stops.get(role) ?? []), atMs - began])
    }
  }
  const median = (role: string) => stops.get(role)!.sort((a, b) => a - b)[stops.get(role)!.length >> 1]!
  expect(stops.get('staff')!.length).toBeGreaterThan(8)
  expect(median('staff')).toBeGreaterThan(2 * median('shopper'))
})

function scans(scene: ReturnType<typeof store>): CodeScanned[] {
  const shop = new Shop(scene)
  const all: CodeScanned[] = []
  for (let atMs = 1000; atMs <= 300_000; atMs += 1000) {
    shop.advance(atMs)
    all.push(...shop.scans)
  }
  return all
}
