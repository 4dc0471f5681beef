import type { Event } from '../events/contract.ts'
import { prose } from '../events/prose.ts'
import { sentence } from '../events/sentence.ts'
import type { Board } from './board.ts'
import { meaning } from './causes.ts'
import type { Line } from './line.ts'
import type { Survey } from './survey.ts'

const STATE_MS = 1000
const PEOPLE_MS = 200

/** Families whose events are of somebody known: that there was one is said, and no more. */
const OF_MEMBERS = /^aisle\.(?:member|consent)\./

/** Where an event names another visit. */
const VISITS: ReadonlySet<string> = new Set(['previousVisit', 'mergedInto'])

/** What everybody who looks on is told. It is made once for all of them, and not at all while nobody does. */
export class Feed {
  readonly #survey: Survey
  readonly #board: Board
  /** Who looks on, and whether from another machine. */
  readonly #lines = new Map<Line, boolean>()
  #timers: NodeJS.Timeout[] = []
  /** What was last told of where people are: on this machine, and away. */
  readonly #people = new Map<boolean, string>()

  constructor(survey: Survey, board: Board) {
    this.#survey = survey
    this.#board = board
    board.onEvent = event => this.#hear(event)
  }

  /** Somebody looks on, on this machine or away from it, until what is answered is called. */
  join(line: Line, isAway: boolean): () => void {
    line.look('state', JSON.stringify(this.#survey.state()))
    line.look('people', JSON.stringify(this.#survey.people(isAway)))
    if (this.#lines.size === 0) this.#begin()
    this.#lines.set(line, isAway)
    for (const event of this.#board.recent) if (isShown(event)) line.tell('event', told(event))
    return () => {
      this.#lines.delete(line)
      if (this.#lines.size === 0) this.close()
    }
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer)
    this.#timers = []
  }

  #begin(): void {
    this.#timers = [
      setInterval(() => {
        const state = JSON.stringify(this.#survey.state())
        for (const line of this.#lines.keys()) line.look('state', state)
        // Whoever did not read a look in time gets one again, also where nobody moves.
        this.#people.clear()
      }, STATE_MS),
      setInterval(() => {
        for (const isAway of new Set(this.#lines.values())) this.#follow(isAway)
      }, PEOPLE_MS),
    ]
  }

  #follow(isAway: boolean): void {
    const people = JSON.stringify(this.#survey.people(isAway))
    if (people === this.#people.get(isAway)) return
    this.#people.set(isAway, people)
    for (const [line, whose] of this.#lines) if (whose === isAway) line.look('people', people)
  }

  #hear(event: Event): void {
    if (this.#lines.size === 0 || !isShown(event)) return
    const data = told(event)
    for (const line of this.#lines.keys()) line.tell('event', data)
  }
}

/** What is told to one subscriber alone was told to everybody, or is told to others as well. */
function isShown({ data, type }: Event): boolean {
  // In shadow mode nobody in the shop is to see what is advised.
  if ('mode' in data && data.mode === 'shadow') return false
  return !('audience' in data) || type.startsWith('aisle.member.')
}

function told(event: Event): string {
  const { time, type, subject } = event
  const name = type.replace(/^aisle\.|\.v\d+$/g, '')
  const shown = OF_MEMBERS.test(type) ? { time, type, data: {} } : { ...event, data: worded(event.data) }
  return JSON.stringify({
    at: time,
    name,
    sentence: prose(name, { ...shown.data }, subject) ?? sentence(shown as Event),
  })
}

/** Other visits are named as the sentence names its own, by as much of the id as tells a few apart; what ails a sensor in words. */
function worded(data: object): object {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [
      key,
      VISITS.has(key) ? value.slice(0, 6) : key === 'cause' ? meaning(value) : value,
    ]),
  )
}
