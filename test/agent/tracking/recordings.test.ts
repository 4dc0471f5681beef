import { expect, test } from 'vitest'
import { follow } from '../../../agent/tracking/follow.ts'
import { readMot } from '../../../agent/tracking/mot.ts'
import { FILL_SECONDS } from '../../../agent/tracking/record.ts'
import { Tracking } from '../../../config/tracking.ts'
import { score } from '../../bench/mot.ts'
import { boxes, DETECTED, dances } from '../../bench/recordings.ts'
import { describeWith, recordings } from '../../needs.ts'

const rule = Tracking.parse({})
/** Perfect boxes of ten dances: what the whole is to reach on average, less what one crossing more or less makes. */
const DANCES = 0.82

describeWith(['recordings'], 'on recordings', () => {
  const at = recordings('tracking')

  test.each(DETECTED.filter(({ peer }) => peer))(
    '$name: no worse than the best of SORT, ByteTrack and OC-SORT in any column',
    recording => {
      const { record } = follow(boxes(at, recording.detections), rule, recording.fps, FILL_SECONDS)
      const got = score(boxes(at, recording.truth), readMot(record.lines().join('\n'), 'result'))
      for (const [column, least] of Object.entries(recording.peer!))
        expect.soft(100 * got[column as keyof typeof got], column).toBeGreaterThanOrEqual(least)
    },
  )

  test('dancers who are seen perfectly keep their numbers', () => {
    const got = dances(at).map(({ detections, fps }) => {
      const truth = boxes(at, detections)
      const seen = truth.map(box => ({ ...box, score: 1 }))
      return score(truth, readMot(follow(seen, rule, fps, FILL_SECONDS).record.lines().join('\n'), 'result')).idf1
    })
    expect(got.reduce((sum, idf1) => sum + idf1, 0) / got.length).toBeGreaterThan(DANCES)
  }, 60_000)
})
