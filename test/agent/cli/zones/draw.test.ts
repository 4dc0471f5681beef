import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, expect, test } from 'vitest'
import { aislectl } from '../../../../agent/cli/aislectl.ts'
import { run } from '../../../../agent/cli/run.ts'
import { Reading } from '../../../../agent/cli/zones/paths.ts'
import { isOver, Placing } from '../../../../agent/cli/zones/place.ts'
import { plan } from '../../../../agent/cli/zones/plan.ts'
import { covers, hull, viewsOf } from '../../../../agent/cli/zones/views.ts'
import { parseConfig } from '../../../../config/load.ts'
import type { Point } from '../../../../config/shapes.ts'
import { example, scratch } from '../../../e2e/aisled.ts'
import { listen } from '../spoken.ts'

const at = scratch()
afterAll(at.remove)
const spoken = listen()
const [columns, rows] = [16, 10]
const file = at.write('shop.yaml', example({ outbox: { path: 'a.db' } }))
mkdirSync(join(at.folder, 'a.db.heat'))
const seconds = Array.from({ length: columns * rows }, (_, i) => (i * i) % 977)
const visitors = seconds.map((_, i) => i % 9)
const day = {
  version: 1,
  day: '2026-01-15',
  simulated: true,
  gridMetres: 0.5,
  x: 0,
  y: 0,
  columns,
  rows,
  seconds,
  visitors,
}
writeFileSync(join(at.folder, 'a.db.heat', '2026-01-15.json'), JSON.stringify(day))
const way = {
  type: 'aisle.path.completed.v1',
  simulated: true,
  data: {
    squares: [
      [1.25, 0.25],
      [4.25, 2.25],
      [7.25, 3.25],
    ],
  },
}
const events = at.write('events.ndjson', `${JSON.stringify(way)}\n{"type":"aisle.visit.passed.v1"}\n`)

const configured = () => {
  const found = parseConfig(example({}), '/srv')
  if ('mistakes' in found) throw new Error('the example is wrong')
  return found.config
}

test('a plan is drawn with all that is configured on it, heat and ways; a simulated shop is called so', async () => {
  const out = join(at.folder, 'plan.png')
  await run(aislectl, ['zones', 'draw', '--config', file, '--out', out, '--heat', '--paths', events, '--json'])
  expect(JSON.parse(spoken.out)).toMatchObject({ day: '2026-01-15', paths: 1 })
  const { format, width, height } = await sharp(out).metadata()
  expect([format, width! > 1200, height! > 500]).toEqual(['png', true, true])
  const { svg } = plan({ config: configured(), simulated: true })
  for (const words of ['SIMULATED', 'promo', 'pay', 'door', 'middle', 'ceiling', 'depth camera', 'metres'])
    expect(svg).toContain(words)
  expect(svg).not.toMatch(/Time of people|ways|NaN|undefined/)
})

test('lines that are no JSON are told, whatever else is in them is a way or nothing', async () => {
  await run(aislectl, [
    'zones',
    'draw',
    '--config',
    file,
    '--out',
    join(at.folder, 'x.png'),
    '--paths',
    at.write('bad.ndjson', '{}\nno\n'),
  ])
  expect(spoken.err).toContain('the first is line 2')
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.json(), fc.constant(JSON.stringify(way)))), lines => {
      const reading = new Reading()
      for (const line of lines) reading.take(line)
      expect(reading.ways.length).toBe(lines.filter(line => line === JSON.stringify(way)).length)
      expect(reading.ways.flat().every(point => point.every(Number.isFinite))).toBe(true)
    }),
    { numRuns: 50 },
  )
})

test('no words lie on others where there is a free spot', () =>
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(200), fc.nat(200)), { maxLength: 12 }), spots => {
      const placing = new Placing()
      const put = spots.map(([x, y]) => {
        const [px, py] = placing.put(
          40,
          10,
          Array.from({ length: 40 }, (_, i): Point => [x, y + 12 * i]),
        )
        return { x: px - 20, y: py - 5, width: 40, height: 10 }
      })
      for (const [i, box] of put.entries()) for (const other of put.slice(i + 1)) expect(isOver(box, other)).toBe(false)
    }),
    { numRuns: 50 },
  ))

test('the hull of spots holds all of them, and turns to the left', () =>
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 })), {
        minLength: 3,
        maxLength: 30,
      }),
      points => {
        const ring = hull(points)
        for (const [i, a] of ring.entries()) {
          const b = ring[(i + 1) % ring.length]!
          for (const p of points)
            expect((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])).toBeGreaterThanOrEqual(0)
        }
      },
    ),
    { numRuns: 50 },
  ))

test('what a camera sees of the floor lies around the spot that its pose looks at', () => {
  const [ceiling] = viewsOf(configured())
  const xs = ceiling!.view.map(([x]) => x)
  // 320 pixels at a focal length of 100, from 4.5 m: 14.4 m.
  expect(Math.max(...xs) - Math.min(...xs)).toBeGreaterThan(10)
  expect(ceiling!.at).toEqual([4, 1.8])
})

test('the legend speaks of an edge of what is seen only where there is one on the plan', () => {
  const config = configured()
  const said = (share: number) => {
    const depth = config.depth.map(one => ({
      ...one,
      pose: { ...one.pose, heightMetres: share * one.pose.heightMetres },
    }))
    return plan({ config: { ...config, depth }, simulated: true }).svg
  }
  expect(said(0.4)).toContain('what it sees of the floor')
  expect(said(0.4)).not.toContain('all of this plan')
  expect(said(1)).toContain('all of this plan is seen')
  expect(said(1)).not.toContain('what it sees of the floor')
})

test('a view covers what each of its edges has to the left', () => {
  const square: Point[] = [
    [0, 0],
    [2, 0],
    [2, 2],
    [0, 2],
  ]
  expect(
    covers(square, [
      [1, 1],
      [0, 0],
      [2, 1],
    ]),
  ).toBe(true)
  expect(
    covers(square, [
      [1, 1],
      [2.1, 1],
    ]),
  ).toBe(false)
  expect(covers(square.slice(0, 2), [[1, 0]])).toBe(false)
})
