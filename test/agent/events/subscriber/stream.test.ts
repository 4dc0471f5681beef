import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Answer, Due } from '../../../../agent/events/subscriber/due.ts'
import { Stream } from '../../../../agent/events/subscriber/stream.ts'
import { compare, idOf, type Place } from '../../../../agent/events/wire.ts'

/** Events that an agent sends again at most, so that there is often more. */
const CHUNK = 4
/** Small, so that it is often full. */
const HOLD = 3

interface Event {
  readonly place: Place
  readonly previous: Place | undefined
  kept: boolean
}

/** An agent, a broker that loses, doubles and mixes up, and a subscriber that dies. Slow and plain. */
class World {
  readonly events: Event[] = []
  /** What the subscriber did for good. */
  readonly done: Due<string>[] = []
  #place: Place = { stream: '', epoch: 1, sequence: 0 }
  #last: Place | undefined
  /** On its way, or not acknowledged yet. */
  #live: Event[] = []
  #again: Event[] = []
  #answer: Answer | undefined
  #stream = new Stream<string>(undefined, { hold: HOLD, opening: true })

  emit(): void {
    this.#place = { ...this.#place, sequence: this.#place.sequence + 1 }
    const event = { place: this.#place, previous: this.#last, kept: true }
    this.#last = this.#place
    this.events.push(event)
    this.#live.push(event)
  }

  restart(): void {
    this.#place = { stream: '', epoch: this.#place.epoch + 1, sequence: 0 }
  }

  /** The agent lost its database, and begins another. */
  begin(): void {
    this.restart()
    this.#last = undefined
    for (const event of this.events) event.kept = false
  }

  /** There is no room for one of its events any more. */
  drop(at: number): void {
    if (this.events.length > 0) this.events[at % this.events.length].kept = false
  }

  deliver(at: number): void {
    const event = this.#live[at % this.#live.length]
    if (event) this.#hear(event, false, () => this.#remove(event))
  }

  lose(at: number): void {
    this.#live.splice(at % this.#live.length, 1)
  }

  handle(count: number): void {
    const due = this.#stream.next(count)
    if (due.length === 0) return
    this.done.push(...due)
    this.#stream.done(due.length)
    this.#stream.reopen()
  }

  fail(): void {
    if (this.#stream.next(1).length > 0) this.#stream.shut()
  }

  /** Whoever dies knows what it did, and nothing else. What it asked for still comes. */
  die(): void {
    this.#answer = undefined
    this.#stream = new Stream<string>(this.done.at(-1)?.place, { hold: HOLD, opening: true })
    this.#stream.wonder()
  }

  ask(): void {
    if (!this.#stream.wants) return
    const { after, through } = this.#stream.ask()
    const asked = this.events.filter(
      ({ place, kept }) => kept && (!after || compare(place, after) > 0) && (!through || compare(place, through) <= 0),
    )
    const sent = asked.slice(0, CHUNK)
    const last = sent.at(-1)?.place
    this.#again.push(...sent)
    const oldest = this.events.find(({ kept }) => kept)?.place
    this.#answer = {
      ...{ count: sent.length, more: asked.length > CHUNK },
      ...(last && { through: last }),
      ...(oldest && { oldest }),
    }
  }

  again(at: number, doubled: boolean): void {
    const event = this.#again[at % this.#again.length]
    if (!event) return
    this.#hear(event, true, () => {})
    if (!doubled) this.#again.splice(this.#again.indexOf(event), 1)
  }

  loseAgain(at: number): void {
    this.#again.splice(at % this.#again.length, 1)
  }

  /** The answer comes last. */
  answer(lost: boolean): void {
    if (this.#again.length > 0 || !this.#answer) return
    if (lost) this.#stream.unanswered()
    else this.#stream.answered(this.#answer)
    this.#answer = undefined
  }

  /** Everything works, long enough. */
  settle(): void {
    for (let rounds = 0; rounds < 1000; rounds++) {
      while (this.#live.length > 0) {
        this.deliver(0)
        this.handle(10)
      }
      while (this.#again.length > 0) {
        this.again(0, false)
        this.handle(10)
      }
      this.answer(false)
      this.handle(10)
      if (rounds === 0) this.#stream.wonder()
      if (!this.#stream.wants && this.#stream.next(1).length === 0) return
      this.ask()
    }
    throw new Error('it never comes to an end')
  }

  #hear({ place, previous }: Event, again: boolean, ack: () => void): void {
    const before = previous ?? { ...place, sequence: place.sequence - 1 }
    this.#stream.hear({ place, before, certain: previous !== undefined, what: idOf(place), ack }, again)
  }

  #remove(event: Event): void {
    const at = this.#live.indexOf(event)
    if (at >= 0) this.#live.splice(at, 1)
  }
}

type Step = (world: World) => void
const at = fc.nat(20)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Step>(world => world.emit()) },
  { weight: 6, arbitrary: at.map(at => (world: World) => world.deliver(at)) },
  { weight: 3, arbitrary: fc.constant<Step>(world => world.deliver(0)) },
  { weight: 3, arbitrary: at.map(at => (world: World) => world.lose(at)) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 3 }).map(count => (world: World) => world.handle(count)) },
  { weight: 5, arbitrary: fc.constant<Step>(world => world.ask()) },
  {
    weight: 5,
    arbitrary: fc.tuple(at, fc.boolean()).map(
      ([at, doubled]) =>
        (world: World) =>
          world.again(at, doubled),
    ),
  },
  { weight: 2, arbitrary: at.map(at => (world: World) => world.loseAgain(at)) },
  { weight: 4, arbitrary: fc.boolean().map(lost => (world: World) => world.answer(lost)) },
  { weight: 1, arbitrary: fc.constant<Step>(world => world.restart()) },
  { weight: 1, arbitrary: fc.constant<Step>(world => world.die()) },
  { weight: 1, arbitrary: fc.constant<Step>(world => world.fail()) },
)
const dropping: fc.Arbitrary<Step> = fc.oneof(
  { weight: 40, arbitrary: step },
  { weight: 3, arbitrary: at.map(at => (world: World) => world.drop(at)) },
  { weight: 1, arbitrary: fc.constant<Step>(world => world.begin()) },
)

function lived(steps: readonly Step[]): World {
  const world = new World()
  for (const live of steps) live(world)
  world.settle()
  return world
}

const handled = (world: World) => world.done.flatMap(due => (due.kind === 'event' ? due.what : []))
const many = { numRuns: Number(process.env.AISLE_RUNS ?? 2000) }

describe('a stream', () => {
  test('brings everything once and in order, whatever is lost, doubled, mixed up on the way, and whoever dies', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), steps => {
        const world = lived(steps)
        expect(handled(world)).toEqual(world.events.map(({ place }) => idOf(place)))
        expect(world.done.filter(due => due.kind === 'loss')).toEqual([])
      }),
      many,
    )
  })

  test('tells once of what the agent has no more, in its place, and of nothing else', () => {
    fc.assert(
      fc.property(fc.array(dropping, { maxLength: 120 }), steps => {
        const world = lived(steps)
        const places = world.done.map(due => due.place)
        for (let i = 1; i < places.length; i++) expect(compare(places[i - 1], places[i])).toBeLessThan(0)
        const there = new Set(handled(world))
        const losses = world.done.flatMap(due => (due.kind === 'loss' ? due : []))
        const told = ({ place }: Event) =>
          losses.filter(loss => compare(place, loss.after) > 0 && compare(place, loss.place) <= 0).length
        const first = places[0]
        const last = places.at(-1)
        for (const event of world.events) {
          const isThere = there.has(idOf(event.place))
          if (!isThere) expect(event.kept).toBe(false)
          // What was gone before anything was heard was never ours; of what was gone after the last, nobody could know.
          if (first && last && compare(event.place, first) >= 0 && compare(event.place, last) <= 0)
            expect(told(event)).toBe(isThere ? 0 : 1)
        }
        for (const loss of losses)
          if (loss.certain) expect(world.events.some(event => told(event) && !event.kept)).toBe(true)
      }),
      many,
    )
  })
})
