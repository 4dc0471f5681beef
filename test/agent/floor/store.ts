import type { Tracks } from '../../../agent/tracking/tracks.ts'
import { Random } from '../../../drivers/simulated/random.ts'
import { tracks, type Walker } from './walkers.ts'

/** A sensor that sees a rectangle of the floor and says of each person in it where they are, beside and beneath its noise. */
export interface Eye {
  readonly id: string
  readonly sees: readonly [x0: number, y0: number, x1: number, y1: number]
  readonly beside: readonly [x: number, y: number]
  /** Standard deviation of the error of a foot, which lasts about half a second. */
  readonly noise: number
  readonly everyMs: number
  /** When it looks within that time. */
  readonly phaseMs: number
  /** How often it loses sight of somebody, an hour of looking at them; for a second or two. */
  readonly hides: number
}

export interface Shopper {
  readonly id: number
  x: number
  y: number
  goal: readonly [number, number]
  pace: number
  standUntilMs: number
  leavesMs: number
  inside: boolean
}

export interface Update {
  readonly eye: Eye
  readonly tracks: Tracks
  readonly people: readonly Shopper[]
}

export interface StoreOptions {
  readonly seed: number
  readonly eyes: readonly Eye[]
  readonly arrivalsPerHour: number
  readonly seconds: number
  readonly width: number
  readonly height: number
  readonly staySeconds: number
  /** Sensors that see nothing from when to when. */
  readonly dark?: readonly { readonly eye: string; readonly fromMs: number; readonly toMs: number }[]
}

interface Followed {
  track: number
  sinceMs: number
  seenMs: number
  hiddenUntilMs: number
  hits: number
  nx: number
  ny: number
}

const STEP_MS = 20
const CONFIRM_MS = 500
const LOST_MS = 3000

/**
 * What the trackers of several sensors say of people who come in by the door in the middle of the lower wall, walk from spot
 * to spot, stand, and leave. People keep 0.35 m from each other's way only by chance: it is a test, not a film.
 */
export function* store(options: StoreOptions): Generator<Update> {
  const { seed, eyes, arrivalsPerHour, seconds, width, height, staySeconds, dark = [] } = options
  const random = new Random(seed, 'store')
  const people: Shopper[] = []
  const followed = new Map(eyes.map(eye => [eye.id, new Map<number, Followed>()]))
  const next = new Map(eyes.map(eye => [eye.id, 1]))
  let born = 0
  let nextMs = random.gap(arrivalsPerHour / 3_600_000)
  /** Somewhere that a sensor sees: a shop hangs them over its shelves. */
  const spot = (): [number, number] => {
    for (;;) {
      const x = random.between(0.5, width - 0.5)
      const y = random.between(1.2, height - 0.5)
      if (eyes.some(({ sees: [x0, y0, x1, y1] }) => x > x0 + 0.2 && x < x1 - 0.2 && y > y0 + 0.2 && y < y1 - 0.2))
        return [x, y]
    }
  }
  for (let nowMs = 0; nowMs < seconds * 1000; nowMs += STEP_MS) {
    for (; nextMs <= nowMs; nextMs += random.gap(arrivalsPerHour / 3_600_000)) {
      const leavesMs = nowMs + 1000 * staySeconds * random.between(0.5, 1.5)
      const pace = random.between(0.7, 1.5)
      const x = width / 2 + random.between(-0.6, 0.6)
      people.push({ id: ++born, x, y: -2, goal: [x, 1], pace, standUntilMs: 0, leavesMs, inside: false })
    }
    for (const one of people) {
      const dx = one.goal[0] - one.x
      const dy = one.goal[1] - one.y
      const far = Math.hypot(dx, dy)
      const step = (one.pace * STEP_MS) / 1000
      if (nowMs < one.standUntilMs) continue
      if (far > step) {
        one.x += (dx / far) * step
        one.y += (dy / far) * step
      } else if (nowMs >= one.leavesMs)
        one.goal = one.y > 1.1 ? [width / 2 + random.between(-0.6, 0.6), 1] : [one.x, -2.5]
      else {
        if (one.y > 1.1 || one.goal[1] !== 1) one.standUntilMs = nowMs + 1000 * random.between(1, 25)
        one.goal = spot()
      }
    }
    for (let i = people.length - 1; i >= 0; i--) if (people[i].y <= -2.4) people.splice(i, 1)
    for (const eye of eyes) {
      if ((nowMs - eye.phaseMs) % eye.everyMs !== 0) continue
      if (dark.some(one => one.eye === eye.id && nowMs >= one.fromMs && nowMs < one.toMs)) {
        followed.get(eye.id)!.clear()
        continue
      }
      const walkers = look(eye, people, followed.get(eye.id)!, nowMs, random, () => {
        const id = next.get(eye.id)!
        next.set(eye.id, id + 1)
        return id
      })
      yield { eye, tracks: tracks(nowMs, walkers), people }
    }
  }
}

function look(
  eye: Eye,
  people: readonly Shopper[],
  known: Map<number, Followed>,
  nowMs: number,
  random: Random,
  newId: () => number,
): Walker[] {
  const [x0, y0, x1, y1] = eye.sees
  const walkers: Walker[] = []
  const kept = Math.exp(-eye.everyMs / 500)
  for (const { id, x, y } of people) {
    let one = known.get(id)
    const isIn = x >= x0 && x <= x1 && y >= y0 && y <= y1
    if (!one) {
      if (!isIn) continue
      const hits = { sinceMs: nowMs, seenMs: nowMs, hiddenUntilMs: 0, hits: 0 }
      known.set(id, (one = { track: newId(), ...hits, nx: random.normal(), ny: random.normal() }))
    }
    if (random.chance((eye.hides * eye.everyMs) / 3_600_000)) one.hiddenUntilMs = nowMs + random.gap(1 / 1500)
    one.nx = kept * one.nx + Math.sqrt(1 - kept * kept) * random.normal()
    one.ny = kept * one.ny + Math.sqrt(1 - kept * kept) * random.normal()
    const isSeen = isIn && nowMs >= one.hiddenUntilMs
    if (isSeen && nowMs - one.seenMs > LOST_MS) Object.assign(one, { track: newId(), sinceMs: nowMs, hits: 0 })
    if (isSeen) {
      one.seenMs = nowMs
      one.hits++
    } else if (nowMs - one.seenMs > LOST_MS) {
      if (!isIn) known.delete(id)
      continue
    }
    walkers.push({
      id: one.track,
      x: x + eye.beside[0] + eye.noise * one.nx,
      y: y + eye.beside[1] + eye.noise * one.ny,
      coasting: !isSeen,
      tentative: nowMs - one.sinceMs < CONFIRM_MS || one.hits < 3,
    })
  }
  for (const id of known.keys()) if (!people.some(one => one.id === id)) known.delete(id)
  return walkers
}

/** Six sensors over 18 m by 10 m: two of them overlap by 2 m, between the others a strip of 0.5 m is seen by none. */
export const EYES: readonly Eye[] = [
  { id: 'door', sees: [5, -3, 13, 3.5], beside: [0.1, -0.05], noise: 0.06, everyMs: 100, phaseMs: 0, hides: 30 },
  { id: 'middle', sees: [5, 1.5, 13, 10], beside: [-0.1, 0.15], noise: 0.08, everyMs: 80, phaseMs: 20, hides: 60 },
  { id: 'west-low', sees: [-0.5, -0.5, 4.5, 5], beside: [0.1, 0.1], noise: 0.06, everyMs: 100, phaseMs: 40, hides: 30 },
  {
    id: 'west-high',
    sees: [-0.5, 5.5, 4.5, 10.5],
    beside: [0, -0.1],
    noise: 0.06,
    everyMs: 100,
    phaseMs: 60,
    hides: 30,
  },
  { id: 'east-low', sees: [13.5, -0.5, 18.5, 5], beside: [-0.1, 0], noise: 0.06, everyMs: 100, phaseMs: 80, hides: 30 },
  { id: 'east-high', sees: [13.5, 5.5, 18.5, 10.5], beside: [0.1, 0], noise: 0.06, everyMs: 60, phaseMs: 0, hides: 30 },
]
