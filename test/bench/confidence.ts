import { Encounters } from '../../agent/floor/encounters.ts'
import { boxes, DETECTED, dances, folder } from './recordings.ts'
import { type Said, summary, table } from './reliability.ts'
import type { Row } from './row.ts'
import { followed, type Looked } from './trust.ts'

/** Who is somebody else for a fifth of their looks is not one person. */
const ONE = 0.8

/** Confidence that whole tracks are of one person, told beside found; `trajectories` does the same for whoever is on a floor. */
export async function bench(): Promise<Row[]> {
  const at = folder()
  if (!at) return [{ name: 'confidence', value: Number.NaN, unit: '', note: 'needs AISLE_DATA' }]
  return [['detected', detected(at)] as const, ['danced', danced(at)] as const].map(([of, said]) => {
    const { told, found, brier, base } = summary(said)
    return {
      name: `confidence, ${of}, Brier score`,
      value: brier,
      unit: '',
      note: `${base.toFixed(3)} whoever only knows how many are; told ${(100 * told).toFixed(0)}, found ${(100 * found).toFixed(0)} %: ${table(said)}`,
    }
  })
}

/** Tracks of the recordings with real detections. */
export function detected(at: string): Said[] {
  return DETECTED.flatMap(({ detections, truth, fps }) =>
    followed(boxes(at, detections), boxes(at, truth), fps).flatMap(said),
  )
}

/** Tracks of the dancers, whose boxes are perfect. */
export function danced(at: string): Said[] {
  return dances(at).flatMap(({ truth, fps }) => {
    const people = boxes(at, truth)
    const perfect = people.map(box => ({ ...box, score: 1 }))
    return followed(perfect, people, fps).flatMap(said)
  })
}

/** Where most looks are of nobody it is not a question of who. */
function said(looks: readonly Looked[]): Said[] {
  const votes = new Map<number, number>()
  for (const { who } of looks) if (who !== undefined) votes.set(who, (votes.get(who) ?? 0) + 1)
  const known = [...votes.values()].reduce((sum, count) => sum + count, 0)
  if (known < 2 || 2 * known < looks.length) return []
  const encounters = new Encounters()
  for (const { atMs, trust } of looks) encounters.see(trust, atMs)
  return [{ told: encounters.trust, found: Math.max(...votes.values()) >= ONE * known }]
}
