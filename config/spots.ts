import { readFileSync } from 'node:fs'
import { LineCounter, parseDocument } from 'yaml'
import { Pairs, type PointPair } from './cameras.ts'
import { Fault, why } from './fault.ts'
import { expectation, place } from './wording.ts'

/**
 * Spots of a camera from a file of their own, written as under `calibration` in the configuration, with or without that key.
 * @throws Fault FILE_UNREADABLE, FILE_MALFORMED
 */
export function readSpots(file: string): PointPair[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (thrown) {
    throw new Fault('FILE_UNREADABLE', { file, why: why(thrown) }, thrown)
  }
  return parseSpots(text, file)
}

/** As {@link readSpots}, from text. @throws Fault FILE_MALFORMED, which names `file` */
export function parseSpots(text: string, file: string): PointPair[] {
  const lines = new LineCounter()
  const malformed = (count: number, offset: number, why: string) =>
    new Fault('FILE_MALFORMED', { file, count, line: lines.linePos(offset).line, why })
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' })
  const [error] = document.errors
  if (error) throw malformed(document.errors.length, error.pos[0], 'not YAML')
  let raw: unknown
  try {
    raw = document.toJS()
  } catch (thrown) {
    throw malformed(1, 0, why(thrown))
  }
  const key = raw !== null && typeof raw === 'object' && 'calibration' in raw ? ['calibration'] : []
  const parsed = Pairs.safeParse(key.length > 0 ? (raw as { calibration: unknown }).calibration : raw)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const path = [...key, ...issue.path]
  throw malformed(
    parsed.error.issues.length,
    offsetOf(document, path),
    `${place(path)}: expected ${expectation(issue)}`,
  )
}

/** Where in the text the innermost thing on the path begins that is there. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true) as { range?: [number, number, number] } | undefined
    if (node?.range) return node.range[0]
  }
  return 0
}
