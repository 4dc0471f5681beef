import type { Metres } from '../../config/units.ts'
import type { Person } from './person.ts'
import type { Routes } from './routes.ts'

/** Those whose ways end this close together go there together. */
const ONE_WAY: Metres = 3
/** Nobody minds to be this far ahead or behind. */
const ABREAST: Metres = 0.4
/** Who is farther than this from the others is drawn to them. */
const CLOSE: Metres = 0.9
/** Nobody walks slower than this for the others: who stands in a door is in the way. */
const SLOWEST = 0.25

/**
 * What those who came together do to each other's walk, in the manner of Moussaïd et al. 2010 ("The walking behaviour of
 * pedestrian social groups"): nobody walks far ahead of the others, and who is apart is drawn to the middle of the
 * others. That makes them walk side by side where there is room and behind each other where there is none.
 */
export interface Pull {
  /** By how much of the usual pace one walks. */
  pace: number
  /** Metres a second towards the others. */
  x: number
  y: number
}

/** The pull of the company on somebody who walks, into `into`. */
export function pull(person: Person, routes: Routes, into: Pull): void {
  into.pace = 1
  into.x = into.y = 0
  if (person.company.length < 2 || person.doing.at !== 'walking') return
  let [x, y, behind, count] = [0, 0, 0, 0]
  const { route } = person.doing
  for (const mate of person.company) {
    if (mate === person || !goTogether(person, mate)) continue
    x += mate.x - person.x
    y += mate.y - person.y
    behind -= routes.metres(route, mate.x, mate.y)
    count++
  }
  if (count === 0) return
  x /= count
  y /= count
  // Along the way, which may lead round a corner: two can never each wait for the other.
  behind = behind / count + routes.metres(route, person.x, person.y)
  if (behind < -ABREAST) into.pace = Math.max(SLOWEST, 1 + 0.9 * (behind + ABREAST))
  else if (behind > ABREAST) into.pace = Math.min(1.25, 1 + 0.4 * (behind - ABREAST))
  const away = Math.hypot(x, y)
  if (away < CLOSE) return
  const speed = Math.min(0.4, 0.5 * (away - CLOSE))
  into.x = (speed * x) / away
  into.y = (speed * y) / away
}

/** Whether two are on their way to the same place. */
function goTogether(a: Person, b: Person): boolean {
  if (a.doing.at !== 'walking' || b.doing.at !== 'walking' || a.errands.length !== b.errands.length) return false
  const [from, to] = [a.doing.route.goal, b.doing.route.goal]
  return Math.hypot(from[0] - to[0], from[1] - to[1]) < ONE_WAY
}

/** Whether all who came together are done with what they are at: then they go on. */
export function isReady(person: Person, isDone: (mate: Person) => boolean): boolean {
  return person.company.every(
    mate =>
      mate.errands.length < person.errands.length || (mate.errands.length === person.errands.length && isDone(mate)),
  )
}
