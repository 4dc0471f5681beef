import { Tracker } from '../../../agent/tracking/tracker.ts'
import type { Tracks } from '../../../agent/tracking/tracks.ts'
import { Detections } from '../../../agent/vision/detections.ts'
import { Tracking } from '../../../config/tracking.ts'

export const EVERY_MS = 100
/** A column of a film, in the plane's unit: a tenth of a person's width is one column. */
const STEP = 4

/**
 * Plays a film: a line a picture, a character a column, ten columns the width of a person. A capital is somebody seen for
 * sure, a small letter somebody seen weakly, at that column. What comes out is the film with the number of the confirmed
 * track that has each person, `?` where it is not confirmed and `.` where there is none.
 */
export function play(film: readonly string[], rule: Partial<Tracking> = {}, scale = 1): string[] {
  const tracker = new Tracker(Tracking.parse({ confirmSeconds: 0, confirmHits: 1, ...rule }))
  const detections = new Detections()
  return film.map((picture, at) => {
    detections.clear()
    const columns: number[] = []
    for (const [column, sign] of [...picture].entries()) {
      if (!/[A-Za-z]/.test(sign)) continue
      columns.push(column)
      detections.push(scale * STEP * column, 0, scale * 40, scale * 92, /[A-Z]/.test(sign) ? 0.9 : 0.4)
    }
    const signs = new Array<string>(picture.length).fill('.')
    const tracks = tracker.update(detections, at * EVERY_MS)
    for (let i = 0; i < tracks.count; i++)
      if (tracks.detection[i] !== -1)
        signs[columns[tracks.detection[i]!]!] = tracks.confirmed[i] ? `${tracks.id[i]}` : '?'
    return signs.join('')
  })
}

export function ids(tracks: Tracks): number[] {
  return [...tracks.id.subarray(0, tracks.count)]
}

export function ended(tracks: Tracks): number[] {
  return [...tracks.ended.subarray(0, tracks.endedCount)]
}
