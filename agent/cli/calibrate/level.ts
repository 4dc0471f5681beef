import type { Depth } from '../../../config/depth.ts'
import type { Metres } from '../../../config/units.ts'
import type { Ground } from '../../floor/ground.ts'

/** Found and configured may differ by this much: the tape is not better, and the floor is not flatter. */
const HEIGHT: Metres = 0.05
const DEGREES = 2

/** Whether the floor that a depth camera sees is where its pose says. */
export function agrees({ heightMetres, tiltDegrees, leanDegrees }: Ground, { pose }: Depth): boolean {
  return (
    Math.abs(heightMetres - pose.heightMetres) <= HEIGHT &&
    Math.abs(tiltDegrees - pose.tiltDegrees) <= DEGREES &&
    Math.abs(leanDegrees) <= DEGREES
  )
}

/** Both side by side, in lines to read. */
export function compared(ground: Ground | undefined, depth: Depth): string[] {
  if (!ground) return ['No floor is seen: nothing in what it shows is flat enough, large enough and nearly level.']
  const { pose } = depth
  const row = (name: string, found: string, configured: string) =>
    `${name.padEnd(8)}${found.padStart(10)}${configured.padStart(14)}`
  return [
    row('', 'found', 'configured'),
    row('height', `${ground.heightMetres.toFixed(3)} m`, `${pose.heightMetres.toFixed(3)} m`),
    row('tilt', `${ground.tiltDegrees.toFixed(2)}°`, `${pose.tiltDegrees.toFixed(2)}°`),
    row('lean', `${ground.leanDegrees.toFixed(2)}°`, 'none'),
    `${(100 * ground.share).toFixed(0)} % of what it shows is floor, flat to within ${(100 * ground.residualMetres).toFixed(1)} cm in the root mean square.`,
    `Under the configured pose it seems to lie between ${(100 * ground.lowMetres).toFixed(0)} and ${(100 * ground.highMetres).toFixed(0)} cm.`,
    ...(agrees(ground, depth)
      ? []
      : ['The pose does not agree with the floor: set what was found, and hang it straight if it leans.']),
  ]
}
