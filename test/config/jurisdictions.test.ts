import { expect, test } from 'vitest'
import { capOf, JURISDICTIONS, LEVELS, lower, PACKS, rank } from '../../config/jurisdictions.ts'
import { parseConfig } from '../../config/load.ts'

test('every rule of every place names its source, and says whether it is law or ours', () => {
  for (const place of JURISDICTIONS)
    for (const [name, rule] of Object.entries(PACKS[place])) {
      expect(rule.source.length, `${place} ${name}`).toBeGreaterThan(15)
      if (rule.basis === 'law') expect(rule.source, `${place} ${name}`).toMatch(/Art\.|§|\d+ ILCS|APP \d|s\. \d|RCW/)
    }
})

test('recognition is off unless somebody asks for it', () => {
  const loaded = parseConfig(
    'store: { tenant: a, store: b, agent: c }\nfloor: { outline: [[0, 0], [8, 0], [8, 5]] }',
    '/',
  )
  expect(loaded).toMatchObject({ config: { privacy: { level: 'devices' } } })
  expect(loaded).not.toHaveProperty('config.identity')
})

test('without a law there is no recognition, under one never more than it allows', () => {
  expect(capOf(undefined)).toBe('devices')
  for (const place of JURISDICTIONS) expect(rank(capOf(place))).toBeLessThanOrEqual(rank(PACKS[place].level.value))
})

test('of two levels the lower one is the one that knows less', () => {
  for (const a of LEVELS) for (const b of LEVELS) expect(rank(lower(a, b))).toBe(Math.min(rank(a), rank(b)))
})

test('each rule says whether its source was read, and where; what is not checked is not passed off for it', () => {
  for (const place of JURISDICTIONS)
    for (const [name, { checked }] of Object.entries(PACKS[place])) {
      if (checked === false) continue
      expect(['text', 'report'], `${place} ${name}`).toContain(checked.how)
      expect(checked.at, `${place} ${name}`).toMatch(/^[a-z0-9.-]+\.[a-z]{2,}/)
    }
  const rules = JURISDICTIONS.flatMap(place => Object.values(PACKS[place]))
  const checked = rules.filter(rule => rule.checked !== false).length
  // Whoever reads one more of them may raise this, and nobody lower it.
  expect(checked).toBeGreaterThanOrEqual(23)
})
