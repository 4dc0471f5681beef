import { expect, test } from 'vitest'
import { trend } from '../../../../agent/moments/map/trend.ts'
import { Random } from '../../../../drivers/simulated/random.ts'

const about = (value: number, half: number) => ({ value, low: value - half, high: value + half })

test('what stands out from the weeks before it is a trend, and what does not is none', () => {
  const weeks = [about(10, 2), about(11, 2), about(9, 2), about(10, 2)]
  expect(trend(about(16, 2), weeks)?.way).toBe('rising')
  expect(trend(about(4, 2), weeks)?.way).toBe('falling')
  expect(trend(about(11, 2), weeks)?.way).toBe('steady')
})

test('one week among weeks that go up and down is no trend, however well each is known', () => {
  expect(
    trend(
      about(16, 0.1),
      [4, 15, 7, 14].map(value => about(value, 0.1)),
    )?.way,
  ).toBe('steady')
})

test('without weeks before there is no trend', () => expect(trend(about(1, 1), [])).toBeUndefined())

test('where nothing changes it is rarely said that something did', () => {
  const random = new Random(1, 'trend')
  const week = () => about(10 + random.normal(), 1.96)
  let told = 0
  for (let round = 0; round < 1000; round++)
    if (trend(week(), [week(), week(), week(), week()])?.way !== 'steady') told++
  // Five of a hundred by chance; somewhat more, as four weeks tell little of how much weeks differ.
  expect(told).toBeLessThan(80)
})
