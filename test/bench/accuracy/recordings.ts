import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { follow } from '../../../agent/tracking/follow.ts'
import { readMot } from '../../../agent/tracking/mot.ts'
import { Tracking } from '../../../config/tracking.ts'
import { score } from '../mot.ts'
import { boxes, DETECTED, dances, type Recording } from '../recordings.ts'
import type { Row } from '../row.ts'

const COLUMNS = ['hota', 'idf1', 'mota'] as const

/**
 * Each sequence tracked from its own detections with one configuration, beside the best of the peers in each column; and perfect
 * detections of people who dance.
 */
export function recordingRows(at: string): Row[] {
  const rows = DETECTED.flatMap((recording): Row[] => {
    const { name, peer, detections } = recording
    if (!existsSync(join(at, detections)))
      return [{ name: `${name}: left out, its detections are not there`, value: Number.NaN, unit: '' }]
    const got = evaluate(at, recording)
    return COLUMNS.map(column => ({
      name: `${name} ${column.toUpperCase()}`,
      value: 100 * got[column],
      unit: '%',
      ...(peer && { note: `best peer ${peer[column].toFixed(1)}` }),
    }))
  })
  const danced = dances(at).map(dance => evaluate(at, dance, 1).idf1)
  const mean = (100 * danced.reduce((sum, value) => sum + value, 0)) / danced.length
  const note = `mean of ${danced.length}; aim ≥ 85`
  return [...rows, { name: 'DanceTrack IDF1, true boxes as detections', value: mean, unit: '%', note }]
}

/** `sure`: the score that every detection is given, where they have none of their own. */
function evaluate(at: string, { truth, detections, fps }: Recording, sure?: number) {
  const found = boxes(at, detections).map(box => (sure === undefined ? box : { ...box, score: sure }))
  const { record } = follow(found, Tracking.parse({}), fps)
  return score(boxes(at, truth), readMot(record.lines().join('\n'), 'result'))
}
