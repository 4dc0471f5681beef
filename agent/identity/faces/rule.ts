import type { Nearest } from './search.ts'

/** How seldom a stranger may be taken for a member. */
export const TARGETS = [0.01, 0.003, 0.001] as const
export type Target = (typeof TARGETS)[number]

/**
 * Below which {@link strangeness} a stranger before 200 members falls in one of a hundred, of 333, of a thousand cases. Fitted to the
 * people of folds 1 and 2 of LFW as `aislectl evaluate identify` does it, with either detector, and the lower one rounded down. Limits
 * for a thousandth that were fitted to half of these people let through, of the other half, 0.06 % with YuNet and 0.07 % with MediaPipe
 * (0.01 to 0.16 and to 0.19, at 95 % over people). Who comes near is mostly of one of the groups that the net knows less well.
 *
 * Tried on the same halves, at the same share of strangers: brought no gain in members known, a centre taken off, within-class
 * whitening, means of three and more neighbours of the query or of the template in place of {@link SHARE}, weights by quality; and
 * too little for its time, the mean of seven crops a look (2 in 100 more known, seven times as long).
 */
export const LIMITS: Readonly<Record<Target, number>> = { 0.01: 0.129, 0.003: 0.111, 0.001: 0.095 }

/** Of whoever is nearest after the nearest, half the distance counts: in a crowd of people who are alike one must be nearer. */
const SHARE = 0.5
/** As far as the second usually is among 200; with few members it is farther, which says nothing. */
const FARTHEST = 0.42

/**
 * How little speaks for the nearest being who was asked for: the distance, less half of that to the nearest other member. Nets know
 * some groups of people less well and see them all as alike; there a distance alone takes strangers for members.
 */
export function strangeness({ squared, secondSquared }: Nearest): number {
  return Math.sqrt(squared) - SHARE * Math.min(Math.sqrt(secondSquared), FARTHEST)
}
