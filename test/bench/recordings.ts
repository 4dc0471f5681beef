import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type MotBox, readMot } from '../../agent/tracking/mot.ts'

/** A recording with truth, and how well the best of SORT, ByteTrack and OC-SORT did on the same detections, in each column. */
export interface Recording {
  readonly name: string
  readonly detections: string
  readonly truth: string
  readonly fps: number
  readonly peer?: { readonly hota: number; readonly idf1: number; readonly mota: number }
}

const mot15 = (name: string, truth: string, fps: number, hota: number, idf1: number, mota: number): Recording => ({
  name,
  detections: `mot15/det-sort-fasterrcnn/${name}.txt`,
  truth: `${truth}/gt/gt.txt`,
  fps,
  peer: { hota, idf1, mota },
})
const mot17 = (number: string, detector: string, peer?: Recording['peer']): Recording => ({
  name: `MOT17-${number} ${detector}`,
  detections: `mot17-val-half/det-${detector}/MOT17-${number}-FRCNN.txt`,
  truth: `mot17-val-half/gt/MOT17-${number}-FRCNN/gt/gt.txt`,
  fps: 30,
  ...(peer && { peer }),
})

/** Each sequence's own detections; peers ran with a maximal age of 30 frames and 3 hits. Paths are below `tracking`. */
export const DETECTED: readonly Recording[] = [
  mot15('TUD-Campus', 'mot15/gt/TUD-Campus', 25, 50.5, 71.7, 63.0),
  mot15('TUD-Stadtmitte', 'mot15/gt/TUD-Stadtmitte', 25, 54.7, 79.9, 71.5),
  mot15('ETH-Sunnyday', 'eth-person/gt/sunnyday_assc_gt', 14, 51.1, 69.0, 59.9),
  mot15('PETS09-S2L1', 'pets2009/gt/PETS2009-S2L1', 7, 35.2, 44.4, 61.6),
  mot17('02', 'dpm', { hota: 21.2, idf1: 23.3, mota: 16.2 }),
  mot17('09', 'dpm', { hota: 37.4, idf1: 52.0, mota: 43.8 }),
  mot17('11', 'dpm', { hota: 37.6, idf1: 47.0, mota: 50.7 }),
  mot17('02', 'frcnn'),
]

/** The folder of recordings, where AISLE_DATA names one. */
export function folder(): string | undefined {
  const data = process.env.AISLE_DATA
  return data && existsSync(data) ? join(data, 'tracking') : undefined
}

/** Dances, by their truth: perfect boxes, people who look and move alike. */
export function dances(at: string): readonly Recording[] {
  return readdirSync(join(at, 'dancetrack-val', 'gt'))
    .sort()
    .map(name => {
      const truth = `dancetrack-val/gt/${name}/gt/gt.txt`
      return { name, detections: truth, truth, fps: 20 }
    })
}

export function boxes(at: string, path: string): MotBox[] {
  return readMot(readFileSync(join(at, path), 'utf8'), path)
}
