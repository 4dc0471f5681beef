import { APART, agree, end } from './agree.ts'
import { Assignment } from './assign.ts'
import type { Along } from './fit.ts'
import { Pairs } from './pairs.ts'
import type { Piece } from './piece.ts'

/** Nobody is looked for longer than this. */
const LINK_MS = 5000
/** Log density of somebody else who begins there, per size⁴ and (size / s)²; and how much less likely to come back a second makes. */
const ANYBODY = -4
const GONE = 0.5
/** A tracker that went on from one to the other, there or back, is worth so much. */
const TOLD = 1

/**
 * Who went on as whom (after Huang, Wu, Nevatia 2008, and AFLink of StrongSORT, but by place, pace and size alone): pieces that are one
 * person, one after the other. A piece goes on as another where what is foreseen from its end and what is looked back to from the other's
 * beginning agree better than with somebody else having come; of all choices that one whose log likelihood ratio is greatest.
 */
export function link(pieces: readonly Piece[], along: Along = APART): Piece[][] {
  const sorted = [...pieces].sort((a, b) => a[0]!.atMs - b[0]!.atMs)
  const next = followers(sorted, along)
  const heads = new Set(sorted.keys())
  for (const follower of next) heads.delete(follower)
  return [...heads].map(head => {
    const chain: Piece[] = []
    for (let at = head; at !== -1; at = next[at]!) chain.push(sorted[at]!)
    return chain
  })
}

/** The piece as which each goes on, −1 where it ends for good. Pieces are sorted by when they begin. */
function followers(pieces: readonly Piece[], along: Along): Int32Array {
  const pairs = new Pairs()
  const starts = pieces.map(piece => end(piece, true))
  for (let a = 0; a < pieces.length; a++) {
    const earlier = end(pieces[a]!, false)
    for (let b = a + 1; b < pieces.length; b++) {
      const later = starts[b]!
      const gapMs = later.atMs - earlier.atMs
      if (gapMs > LINK_MS) break
      if (gapMs <= 0) continue
      const gain = agree(earlier, later, along) + told(pieces[a]!, pieces[b]!) - ANYBODY - (GONE * gapMs) / 1000
      if (gain > 0) pairs.push(a, b, gain)
    }
  }
  const assignment = new Assignment()
  assignment.solve(pairs, pieces.length, pieces.length)
  return assignment.columnOf.slice(0, pieces.length)
}

/** How much it tells that one look at the recording, or both, took two pieces for one person. */
function told(earlier: Piece, later: Piece): number {
  const there = earlier.at(-1)!.there
  const back = earlier.findLast(row => row.back !== undefined)?.back
  let sum = 0
  if (there !== undefined && there === later[0]!.there) sum += TOLD
  if (back !== undefined && back === later.find(row => row.back !== undefined)?.back) sum += TOLD
  return sum
}
