import type { Touchpoint } from '../../config/touchpoints.ts'

/** A touchpoint without what senses it. */
export type TouchpointRef = Omit<Touchpoint, 'at'>

export function refsOf(touchpoints: readonly Touchpoint[]): TouchpointRef[] {
  return touchpoints.map(({ at: _, ...rest }) => rest)
}

/** The touchpoints of a shop, found by what senses them. Where several share a place, the first one stands for it. */
export class Touchpoints {
  readonly #at = new Map<string, TouchpointRef>()

  constructor(touchpoints: readonly Touchpoint[] = []) {
    for (const { at, ...rest } of touchpoints) {
      const key = `${at.kind}:${placeOf(at)}`
      if (!this.#at.has(key)) this.#at.set(key, rest)
    }
  }

  /** What a zone, line, shelf or scanner is a touchpoint of, if of any. */
  at(kind: Touchpoint['at']['kind'], place: string): TouchpointRef | undefined {
    return this.#at.get(`${kind}:${place}`)
  }
}

function placeOf(at: Touchpoint['at']): string {
  switch (at.kind) {
    case 'zone':
      return at.zone
    case 'line':
      return at.line
    case 'shelf':
      return at.shelf
    case 'scanner':
      return at.scanner
  }
}
