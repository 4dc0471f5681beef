import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { METRICS } from '../../../agent/health/metrics.ts'
import { ROOT } from '../../../config/root.ts'

const read = (name: string) => readFileSync(new URL(`deploy/grafana/${name}`, ROOT), 'utf8')
const known: ReadonlySet<string> = new Set(METRICS.map(({ name }) => name))
const namesIn = (text: string) => [...text.matchAll(/\baisle_\w+/g)].map(([name]) => name)

/** A panel, as Grafana has it. */
interface Panel {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[]
}

test('the dashboard asks for metrics that the agent tells, and for every one of them', () => {
  const dashboard = JSON.parse(read('aisle.json'))
  const panels: Panel[] = dashboard.panels
  const asked = panels.flatMap(({ targets }) => targets?.map(({ expr }) => expr) ?? [])
  expect(asked.length).toBeGreaterThan(20)
  for (const expr of asked)
    expect(
      namesIn(expr).filter(name => !known.has(name)),
      expr,
    ).toEqual([])
  const lacking = [...known].filter(name => !asked.some(expr => namesIn(expr).includes(name)))
  // What is failed is not up, too.
  expect(lacking).toEqual(['aisle_sensor_failed'])
  expect(namesIn(JSON.stringify(dashboard.templating)).every(name => known.has(name))).toBe(true)
})

test('a legend names the label that the metric has, and what only grows is asked for as a rate', () => {
  const panels: Panel[] = JSON.parse(read('aisle.json')).panels
  for (const { expr, legendFormat } of panels.flatMap(({ targets }) => targets ?? []))
    for (const metric of METRICS.filter(({ name }) => namesIn(expr).includes(name))) {
      for (const [, label] of legendFormat.matchAll(/\{\{(\w+)\}\}/g))
        expect([metric.label, 'instance']).toContain(label)
      expect(/(rate|increase)\(/.test(expr), expr).toBe(metric.kind === 'counter')
    }
})

test('its panels have ids of their own and lie side by side, none on another', () => {
  const panels: Panel[] = JSON.parse(read('aisle.json')).panels
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
  const taken = new Map<string, string>()
  for (const { title, gridPos } of panels)
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
        expect(taken.get(`${x} ${y}`), title).toBeUndefined()
        expect(x).toBeLessThan(24)
        taken.set(`${x} ${y}`, title)
      }
})

test('every alert is of a metric that there is, and says what to do next', () => {
  const rules = parse(read('rules.yaml')).groups.flatMap((group: { rules: unknown[] }) => group.rules)
  expect(rules.length).toBeGreaterThan(5)
  for (const { alert, expr, annotations } of rules) {
    expect(
      namesIn(expr).filter(name => !known.has(name)),
      alert,
    ).toEqual([])
    expect(expr.startsWith('up{') || namesIn(expr).length > 0, alert).toBe(true)
    expect(annotations.next, alert).toMatch(/\.$/)
    const label = METRICS.find(({ name }) => expr.includes(name))?.label
    for (const [, used] of annotations.summary.matchAll(/\$labels\.(\w+)/g)) expect([label, 'instance']).toContain(used)
  }
})
