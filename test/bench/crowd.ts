export interface Seen {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly score: number
  /** Who it is, from 1; 0 is nobody: a false alarm. */
  readonly who: number
}

export interface Picture {
  readonly boxes: readonly Seen[]
  /** Where everybody is, seen or not. */
  readonly people: readonly Seen[]
}

/** Square pixels of floor for each person: a well-filled shop seen from above a door. */
const ELBOW_ROOM = 160 * 160
const PAUSE = 0.1

/**
 * People who walk about a rectangle, ten pictures a second, as a middling detector sees them: one in twenty missed, now and
 * then somebody hidden for up to two seconds, two pixels of jitter, one score in ten weak, one false alarm for a hundred people.
 */
export function crowd({ people, pictures, seed }: { people: number; pictures: number; seed: number }): Picture[] {
  const random = mulberry32(seed)
  const between = (from: number, to: number) => from + (to - from) * random()
  const width = Math.sqrt((people * ELBOW_ROOM * 16) / 9)
  const height = (width * 9) / 16
  const walkers = Array.from({ length: people }, (_, at) => ({
    who: at + 1,
    x: between(0, width),
    y: between(0, height),
    heading: between(0, 2 * Math.PI),
    pace: between(10, 50),
    broad: between(34, 46),
    hidden: 0,
  }))
  return Array.from({ length: pictures }, () => {
    const boxes: Seen[] = []
    const all: Seen[] = []
    for (const walker of walkers) {
      walk(walker, width, height, gauss(random))
      const { who, x, y, broad } = walker
      const box = { x: x - broad / 2, y: y - 1.15 * broad, width: broad, height: 2.3 * broad, score: 1, who }
      all.push(box)
      if (walker.hidden > 0) walker.hidden--
      else if (random() < 0.004) walker.hidden = Math.floor(between(3, 20))
      if (walker.hidden > 0 || random() < 0.05) continue
      const jitter = () => 2 * gauss(random)
      boxes.push({
        x: box.x + jitter(),
        y: box.y + jitter(),
        width: box.width + jitter(),
        height: box.height + jitter(),
        score: random() < 0.1 ? between(0.3, 0.6) : between(0.6, 0.98),
        who,
      })
    }
    for (let i = 0; i < people; i++)
      if (random() < 0.01)
        boxes.push({
          x: between(0, width),
          y: between(0, height),
          width: 40,
          height: 92,
          score: between(0.3, 0.8),
          who: 0,
        })
    return { boxes, people: all }
  })
}

function walk(
  walker: { x: number; y: number; heading: number; pace: number },
  width: number,
  height: number,
  turn: number,
) {
  walker.heading += 0.08 * turn
  walker.x += Math.cos(walker.heading) * walker.pace * PAUSE
  walker.y += Math.sin(walker.heading) * walker.pace * PAUSE
  if (walker.x < 0 || walker.x > width || walker.y < 0 || walker.y > height) walker.heading += Math.PI
  walker.x = Math.min(width, Math.max(0, walker.x))
  walker.y = Math.min(height, Math.max(0, walker.y))
}

function gauss(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** A small generator with a seed: the same crowd on every machine. */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
