import { expect, test } from 'vitest'
import { wilson } from '../../../../agent/journey/wilson.ts'
import { counsel } from '../../../../agent/moments/map/counsel.ts'
import type { Quadrant } from '../../../../agent/moments/map/quadrant.ts'

const scored = (id: string, quadrant: Quadrant, isSure = true, met = 30) => ({
  touchpoint: { id, channel: 'shelf', function: 'try', stage: 'consider' } as const,
  reach: wilson(met, 100),
  value: { value: 4.25, low: 3, high: 5.5 },
  effort: { value: 12, low: 10, high: 15 },
  place: { quadrant, isSure },
})

test('says what to raise, to ease and to cut, with the numbers behind it', () => {
  expect(
    counsel([scored('tasting', 'carry'), scored('fitting', 'ease'), scored('kiosk', 'cut')]).map(a => a.sentence),
  ).toEqual([
    'Lead more people to tasting: it brings 4.3 purchases in a hundred visits (3 to 5.5), and costs who takes notice of it 12 s (10 to 15), yet 70 % of the visits never meet it.',
    'Make fitting easier: it brings 4.3 purchases in a hundred visits (3 to 5.5), and costs who takes notice of it 12 s (10 to 15).',
    'Think of doing without kiosk: it brings 4.3 purchases in a hundred visits (3 to 5.5), and costs who takes notice of it 12 s (10 to 15).',
  ])
})

test('where it is not sure it says to wait, behind all that is sure', () => {
  expect(counsel([scored('new', 'cut', false), scored('kiosk', 'cut')]).map(a => [a.touchpoint, a.do])).toEqual([
    ['kiosk', 'cut'],
    ['new', 'wait'],
  ])
})

test('where there is nothing to do it says nothing', () => {
  expect(counsel([scored('poster', 'leave'), scored('door', 'carry', true, 95)])).toEqual([])
})
