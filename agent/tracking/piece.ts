import type { Ms } from '../../config/units.ts'

/** One detection of somebody, as it was seen. */
export interface Row {
  readonly frame: number
  readonly atMs: Ms
  readonly box: readonly [x: number, y: number, width: number, height: number]
  /** 0 where nothing was seen and the row fills a gap. */
  readonly score: number
  /** See {@link Tracks}. */
  readonly trust: number
  /** Who it was to the tracker, and to one that saw the recording backwards; undefined where nothing is known of that. */
  readonly there?: number | undefined
  readonly back?: number | undefined
}

/** Rows in order of time of which each is taken to show the same person as the one before. There is at least one. */
export type Piece = readonly Row[]

/** Below this a tracker says itself that it was rather wrong than right. */
const DOUBTED = 0.5
/** Whoever was out of sight for longer may have come back as somebody else. */
const HIDDEN_MS = 500
/** Whom the backward look gave to somebody else for less than this it did not part. */
const AGAIN_MS = 1000

/**
 * Cuts a track where two looks, there and back, do not take it for one person; and where its tracker could not be sure that it was going
 * on with the same person, unless the look back does.
 */
export function* cut(rows: Piece): Generator<Piece> {
  let from = 0
  let known = rows[0]!.back
  for (let i = 1; i < rows.length; i++) {
    const [row, before] = [rows[i]!, rows[i - 1]!]
    const sure = row.trust >= DOUBTED && row.atMs - before.atMs <= HIDDEN_MS
    const alike = row.back !== undefined && row.back === before.back
    const other = row.back !== undefined && known !== undefined && row.back !== known
    known = row.back ?? known
    if ((sure || alike) && !(other && parted(rows, i))) continue
    yield rows.slice(from, i)
    from = i
  }
  yield rows.slice(from)
}

/** Whether nobody whom the look back saw shortly before row `i` is there again shortly after. */
function parted(rows: Piece, i: number): boolean {
  const { atMs } = rows[i]!
  const before = new Set<number>()
  for (let k = i - 1; k >= 0 && (atMs - rows[k]!.atMs <= AGAIN_MS || before.size === 0); k--)
    if (rows[k]!.back !== undefined) before.add(rows[k]!.back!)
  for (let k = i; k < rows.length && rows[k]!.atMs - atMs <= AGAIN_MS; k++)
    if (rows[k]!.back !== undefined && before.has(rows[k]!.back!)) return false
  return true
}
