import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { follow } from '../../../agent/tracking/follow.ts'
import { type MotBox, readMot } from '../../../agent/tracking/mot.ts'
import { FILL_SECONDS } from '../../../agent/tracking/record.ts'
import { Tracking } from '../../../config/tracking.ts'
import { score } from '../mot.ts'
import type { Row } from '../row.ts'

interface Sequence {
  readonly name: string
  readonly truth: string
  readonly detections: string
  readonly fps: number
  /** Best of SORT, ByteTrack and OC-SORT in each column on these detections (max age 30, min hits 3): HOTA, IDF1, MOTA in per cent. */
  readonly peers: readonly [hota: number, idf1: number, mota: number]
}

const MOT15 = 'mot15/det-sort-fasterrcnn'
const HALF = 'mot17-val-half'
/** Rates are those under which the sequences were published. */
const SEQUENCES: readonly Sequence[] = [
  { name: 'TUD-Campus', truth: 'mot15/gt/TUD-Campus', detections: MOT15, fps: 25, peers: [50.5, 71.7, 63.0] },
  { name: 'TUD-Stadtmitte', truth: 'mot15/gt/TUD-Stadtmitte', detections: MOT15, fps: 25, peers: [54.7, 79.9, 71.5] },
  {
    name: 'ETH-Sunnyday',
    truth: 'eth-person/gt/sunnyday_assc_gt',
    detections: MOT15,
    fps: 14,
    peers: [51.1, 69.0, 59.9],
  },
  { name: 'PETS09-S2L1', truth: 'pets2009/gt/PETS2009-S2L1', detections: MOT15, fps: 7, peers: [35.2, 44.4, 61.6] },
  ...(
    [
      ['02', [21.2, 23.3, 16.2]],
      ['09', [37.4, 52.0, 43.8]],
      ['11', [37.6, 47.0, 50.7]],
    ] as const
  ).map(([number, peers]) => ({
    name: `MOT17-${number}-FRCNN`,
    truth: `${HALF}/gt/MOT17-${number}-FRCNN`,
    detections: `${HALF}/det-dpm`,
    fps: 30,
    peers,
  })),
]

const DANCES = ['0004', '0005', '0007', '0010', '0014', '0018', '0019', '0025', '0026', '0030']
const DANCE_FPS = 20
const COLUMNS = ['hota', 'idf1', 'mota'] as const

/** Each sequence tracked from its own detections with one configuration, beside the peers; and perfect detections. */
export function recordingRows(folder: string): Row[] {
  const rule = Tracking.parse({})
  const path = (...parts: string[]) => join(folder, 'tracking', ...parts)
  const rows = SEQUENCES.flatMap(({ name, truth, detections, fps, peers }): Row[] => {
    const from = path(detections, `${name}.txt`)
    if (!existsSync(from))
      return [{ name: `${name}: left out, its detections are not there`, value: Number.NaN, unit: '' }]
    const got = evaluate(read(path(truth, 'gt', 'gt.txt')), read(from), rule, fps)
    return COLUMNS.map((column, i) => ({
      name: `${name} ${column.toUpperCase()}`,
      value: 100 * got[column],
      unit: '%',
      note: `best peer ${peers[i]!.toFixed(1)}`,
    }))
  })
  const dances = DANCES.map(number => path('dancetrack-val', 'gt', `dancetrack${number}`, 'gt', 'gt.txt'))
    .filter(existsSync)
    .map(file => {
      const truth = read(file)
      const perfect = truth.map(box => ({ ...box, id: -1, score: 1 }))
      return evaluate(truth, perfect, rule, DANCE_FPS).idf1
    })
  const mean = (100 * dances.reduce((sum, value) => sum + value, 0)) / dances.length
  return [
    ...rows,
    {
      name: 'DanceTrack IDF1, true boxes as detections',
      value: mean,
      unit: '%',
      note: `mean of ${dances.length}; aim ≥ 85`,
    },
  ]
}

function evaluate(truth: readonly MotBox[], detections: readonly MotBox[], rule: Tracking, fps: number) {
  const { record } = follow(detections, rule, fps, FILL_SECONDS)
  return score(truth, readMot(record.lines().join('\n'), 'result'))
}

function read(file: string): MotBox[] {
  return readMot(readFileSync(file, 'utf8'), file)
}
