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
}

/** Rows in order of time of which each is taken to show the same person as the one before. There is at least one. */
export type Piece = readonly Row[]

/** Below this a tracker says itself that it was rather wrong than right. */
const DOUBTED = 0.5
/** Whoever was out of sight for longer may have come back as somebody else. */
const HIDDEN_MS = 500

/** Cuts a track where its tracker could not be sure that it was going on with the same person. */
export function* cut(rows: Piece): Generator<Piece> {
  let from = 0
  for (let i = 1; i < rows.length; i++) {
    const row = rows[i]!
    if (row.trust >= DOUBTED && row.atMs - rows[i - 1]!.atMs <= HIDDEN_MS) continue
    yield rows.slice(from, i)
    from = i
  }
  yield rows.slice(from)
}
