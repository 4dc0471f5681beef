import { expect, test } from 'vitest'
import { follow } from '../../../agent/tracking/follow.ts'
import { readMot } from '../../../agent/tracking/mot.ts'
import { Tracking } from '../../../config/tracking.ts'
import { score } from '../../bench/mot.ts'
import { boxes, DETECTED, dances } from '../../bench/recordings.ts'
import { describeWith, recordings } from '../../needs.ts'

const rule = Tracking.parse({})
/** Perfect boxes of ten dances: what the whole is to reach on average, less what one crossing more or less makes. */
const DANCES = 0.84

describeWith(['recordings'], 'on recordings', () => {
  const at = recordings('tracking')

  test.each(DETECTED.filter(({ peer }) => peer))(
    '$name: no worse than the best of SORT, ByteTrack and OC-SORT in any column',
    recording => {
      const { record } = follow(boxes(at, recording.detections), rule, recording.fps)
      const got = score(boxes(at, recording.truth), readMot(record.lines().join('\n'), 'result'))
      for (const [column, least] of Object.entries(recording.peer!))
        expect.soft(100 * got[column as keyof typeof got], column).toBeGreaterThanOrEqual(least)
    },
  )

  test('people on a crossing that is seen seven times a second keep their numbers, in hindsight', () => {
    const { detections, truth, fps } = DETECTED.find(({ name }) => name === 'PETS09-S2L1')!
    const { record } = follow(boxes(at, detections), rule, fps)
    const got = score(boxes(at, truth), readMot(record.lines().join('\n'), 'result'))
    expect(got.idf1).toBeGreaterThanOrEqual(0.6)
  })

  test('dancers who are seen perfectly keep their numbers', () => {
    const got = dances(at).map(({ detections, fps }) => {
      const truth = boxes(at, detections)
      const seen = truth.map(box => ({ ...box, score: 1 }))
      return score(truth, readMot(follow(seen, rule, fps).record.lines().join('\n'), 'result')).idf1
    })
    expect(got.reduce((sum, idf1) => sum + idf1, 0) / got.length).toBeGreaterThan(DANCES)
  }, 60_000)
})
