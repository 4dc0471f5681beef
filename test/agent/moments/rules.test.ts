import { describe, expect, test } from 'vitest'
import { advised, RULES, ruled, WORDS } from '../../../agent/moments/rules.ts'
import { Moments } from '../../../config/moments.ts'
import { SOMEBODY, STRANGER } from './situation.ts'

const CONFIG = Moments.parse({})
const NONE = { isDeclined: false, lastMs: undefined, advisedMs: undefined }

describe('hard rules', () => {
  test.each([
    ['off-limits', { isOffLimits: true }, {}],
    ['declined', {}, { isDeclined: true }],
    ['with-staff', { hasStaff: true }, {}],
    ['cool-down', {}, { lastMs: SOMEBODY.atMs - 14 * 60_000 }],
    ['closing', { untilClosingSeconds: 200 }, {}],
    ['just-entered', { sinceEntrySeconds: 5 }, {}],
    ['walking-by', { metresPerSecond: 1.2 }, {}],
    ['advised-before', {}, { advisedMs: SOMEBODY.atMs - 30_000 }],
  ] as const)('%s', (rule, situation, contacts) => {
    expect(ruled({ ...SOMEBODY, ...situation }, { ...NONE, ...contacts }, CONFIG)).toBe(rule)
  })

  test('none holds of somebody of whom nothing speaks, nor of a stranger', () => {
    expect(ruled(SOMEBODY, NONE, CONFIG)).toBeUndefined()
    expect(ruled(STRANGER, NONE, CONFIG)).toBeUndefined()
    expect(ruled(SOMEBODY, { ...NONE, lastMs: SOMEBODY.atMs - 16 * 60_000 }, CONFIG)).toBeUndefined()
  })

  test('the stronger one is named, and consent is the strongest', () => {
    const all = { isOffLimits: true, hasStaff: true, untilClosingSeconds: 1, sinceEntrySeconds: 1, metresPerSecond: 2 }
    const contacts = { isDeclined: true, lastMs: SOMEBODY.atMs, advisedMs: SOMEBODY.atMs }
    expect(ruled({ ...SOMEBODY, ...all }, contacts, CONFIG)).toBe('off-limits')
    expect(ruled({ ...SOMEBODY, ...all, isOffLimits: false }, contacts, CONFIG)).toBe('declined')
  })

  test('each says what it advises and why, and none advises a contact', () => {
    for (const rule of RULES) {
      expect(['wait', 'leave']).toContain(advised(rule))
      expect(WORDS[rule]).toMatch(/^[A-Z].*\.$/)
    }
  })
})
