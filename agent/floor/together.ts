import type { Metres, Ms } from '../../config/units.ts'

/**
 * What speaks for two people being companions, as natural logarithms of likelihood ratios: companions over strangers.
 * Distances and velocities of companions are those that Costa (Interpersonal distances in group walking, 2010), Zanlungo, Ikeda &
 * Kanda (Potential for the dynamics of pedestrians in a socially interacting group, 2014) and Yücel et al. (Deciphering the
 * crowd, 2013) measured.
 */

/** People further apart than this say nothing about each other. */
export const NEAR: Metres = 4

/** Companions walk about an arm's length from their neighbours; spread of its logarithm. */
const ARM: Metres = 0.75
const ARM_SPREAD = 0.35
/** Two bodies are no nearer than this: what is seen nearer is off. */
const NEAREST: Metres = 0.3

/** How far two velocities lie apart on each axis, metres a second: of companions, of strangers going the same way, of strangers. */
const COMPANIONS = 0.2
const ALIKE = 0.4
const APART = 1.3
/** Companions stop and turn too; one of fifty looks shows them as far apart as strangers. */
const ODD = 0.02

/** One look at either says no more than this against two people. */
const MOST_AGAINST = -3

/** Of those who come near each other in a busy place, one pair in twenty belongs together. */
const PRIOR = Math.log(1 / 20)
/** Companions are first seen within about a second of each other, but for one pair in four; strangers whenever they come. */
const ARRIVAL: Ms = 1000
const LATE = 0.25
const WHENEVER: Ms = 8000

/** Of those first seen where nobody comes in, so many had been there before and were lost from sight: that says nothing of when they came. */
const LOST = 0.8

/**
 * Before two people have been seen together: from how long after the one the other was first seen, and whether both were so
 * where people come in.
 */
export function before(betweenMs: Ms, cameIn: boolean): number {
  const soon = ((1 - LATE) * Math.exp(-betweenMs / ARRIVAL)) / ARRIVAL
  const arrival = soon * WHENEVER + LATE
  return PRIOR + Math.log(cameIn ? arrival : LOST + (1 - LOST) * arrival)
}

/** What one look at two people so far apart says. Distances of companions are log-normal, those of strangers spread evenly over the floor. */
export function place(apart: Metres): number {
  const d = Math.max(apart, NEAREST)
  const odds =
    Math.log((NEAR * NEAR) / (2 * d * d * ARM_SPREAD * Math.sqrt(2 * Math.PI))) -
    (Math.log(d / ARM) / ARM_SPREAD) ** 2 / 2
  return Math.max(MOST_AGAINST, odds)
}

/** What it says that their velocities differ by `parting` metres a second, known on each axis up to a variance `vague`. */
export function motion(parting: number, vague: number): number {
  const strangers = (density(parting, ALIKE, vague) + density(parting, APART, vague)) / 2
  const companions = density(parting, COMPANIONS, vague) + ODD * density(parting, APART, vague)
  return Math.max(MOST_AGAINST, Math.log(companions / strangers))
}

/** Of a difference that is normal on both axes, up to a factor that all share. */
function density(difference: number, spread: number, vague: number): number {
  const variance = spread * spread + vague
  return Math.exp((-difference * difference) / (2 * variance)) / variance
}
