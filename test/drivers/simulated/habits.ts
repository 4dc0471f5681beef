import type { Floor } from '../../../config/floor.ts'
import { covers } from '../../../drivers/simulated/furniture.ts'
import { contains } from '../../../drivers/simulated/geometry.ts'
import type { Person } from '../../../drivers/simulated/person.ts'
import type { Scene } from '../../../drivers/simulated/scene.ts'
import { Shop } from '../../../drivers/simulated/shop.ts'
import { Truth } from '../../../drivers/simulated/truth.ts'

const LOOK = 500

/** What somebody would note down who followed everybody in a shop for a while, twice a second. */
export interface Habits {
  readonly truth: Truth
  /** Of people on their way, metres a second, ascending. */
  readonly speeds: readonly number[]
  /** Between two who came together and are on their way to the same place, metres, ascending. */
  readonly apart: readonly number[]
  /** Looks at somebody; those of whom stood in furniture, or closer than 40 cm to another, or had got nowhere for ten seconds. */
  readonly looks: number
  readonly inFurniture: number
  readonly crushed: number
  readonly stuck: number
  /** Shoppers in the shop, on average over the second half. */
  readonly inside: number
  readonly most: number
}

export function watch(scene: Scene, floor: Floor, untilMs: number): Habits {
  const truth = new Truth(floor)
  const shop = new Shop(scene, truth)
  const last = new Map<number, { readonly x: number; readonly y: number; readonly walks: boolean }>()
  const speeds: number[] = []
  const apart: number[] = []
  const counts: number[] = []
  let [looks, inFurniture, crushed, stuck] = [0, 0, 0, 0]
  for (let atMs = LOOK; atMs <= untilMs; atMs += LOOK) {
    shop.advance(atMs)
    counts.push(
      shop.people.filter(({ role, x, y }) => (role === 'shopper' || role === 'child') && contains(floor.outline, x, y))
        .length,
    )
    for (const person of shop.people) {
      const { id, x, y, doing } = person
      const was = last.get(id)
      const speed = was ? Math.hypot(x - was.x, y - was.y) / (LOOK / 1000) : 0
      const walks = doing.at === 'walking'
      if (walks && was?.walks && speed > 0.3) speeds.push(speed)
      for (const mate of person.company)
        if (mate.id > id && speed > 0.3 && goTogether(person, mate)) apart.push(gap(person, mate))
      looks++
      if (shop.furniture.some(piece => covers(piece, x, y, 0))) inFurniture++
      if (shop.people.some(other => other !== person && gap(person, other) < 0.4)) crushed++
      if (person.stuckMs > 10_000) stuck++
      last.set(id, { x, y, walks })
    }
  }
  const inside = counts.slice(counts.length / 2)
  return {
    truth,
    speeds: speeds.sort((a, b) => a - b),
    apart: apart.sort((a, b) => a - b),
    looks,
    inFurniture,
    crushed,
    stuck,
    inside: inside.reduce((sum, count) => sum + count, 0) / inside.length,
    most: Math.max(...counts),
  }
}

export function quantile(ascending: readonly number[], share: number): number {
  return ascending[Math.floor(share * (ascending.length - 1))]!
}

function gap(a: Person, b: Person): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}

function goTogether(a: Person, b: Person): boolean {
  if (a.doing.at !== 'walking' || b.doing.at !== 'walking' || a.errands.length !== b.errands.length) return false
  const [from, to] = [a.doing.route.goal, b.doing.route.goal]
  return Math.hypot(from[0] - to[0], from[1] - to[1]) < 3
}
