import { Fault } from '../../config/fault.ts'

/** One box of a MOT text file (motchallenge.net): detections, truth and results all look like this. */
export interface MotBox {
  /** Counts from 1. */
  readonly frame: number
  /** −1 in files of detections. */
  readonly id: number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** Seventh column, 1 where there is none. Detectors put any scale here; truth puts 0 where a box is not to be counted. */
  readonly score: number
  /** Eighth column of a line with exactly nine (truth of MOT16 and later): 1 is a pedestrian. Undefined elsewhere. */
  readonly kind: number | undefined
}

/**
 * Reads MOT text: `frame,id,x,y,width,height[,score[,…]]`, separated by commas or blanks, empty lines ignored.
 * Throws FILE_MALFORMED with the number of bad lines and the first of them: half a recording would be a wrong answer.
 */
export function readMot(text: string, file: string): MotBox[] {
  const boxes: MotBox[] = []
  let bad = 0
  let first = { line: 0, reason: '' }
  text.split('\n').forEach((line, index) => {
    const trimmed = line.trim()
    if (trimmed === '') return
    const box = readLine(trimmed)
    if (typeof box !== 'string') boxes.push(box)
    else if (bad++ === 0) first = { line: index + 1, reason: box }
  })
  if (bad > 0) throw new Fault('FILE_MALFORMED', { file, line: first.line, why: first.reason, count: bad })
  return boxes
}

/** The box, or what is wrong with the line. */
function readLine(line: string): MotBox | string {
  const field = line.includes(',') ? line.split(',') : line.split(/\s+/)
  if (field.length < 6) return `${field.length} column(s), expected at least 6`
  const [frame, id, x, y, width, height, score = 1] = field.slice(0, 7).map(number)
  if (!Number.isInteger(frame) || frame! < 1) return `frame ${field[0]} is not a whole number from 1`
  if (![id, x, y, width, height, score].every(Number.isFinite)) return 'a column that is not a number'
  const kind = field.length === 9 ? number(field[7]) : undefined
  return { frame: frame!, id: id!, x: x!, y: y!, width: width!, height: height!, score, kind }
}

/** `Number('')` would be 0. */
function number(field: string): number {
  return field.trim() === '' ? Number.NaN : Number(field)
}
