import type { Ms } from '../../config/units.ts'
import { SHED } from './shed.ts'

/** `over`: more than the budget. `ease`: there is room. */
export type Pressure = 'over' | 'between' | 'ease'

/** How much is left out: so many of {@link SHED}, from the first. */
export type Budget = { readonly shed: number; readonly easeMs: Ms; readonly restoredMs?: Ms } & (
  | { readonly at: 'steady' }
  /** Too much, or room, since then and since anything was left out or came back. */
  | { readonly at: 'pressed' | 'easing'; readonly sinceMs: Ms }
)

export interface Rule {
  readonly pressMs: Ms
  readonly easeMs: Ms
  readonly longestEaseMs: Ms
}

export function begin({ easeMs }: Rule): Budget {
  return { at: 'steady', shed: 0, easeMs }
}

/**
 * Too much for a while, and the next thing is left out; room for a while, and the last comes back. What comes back and is too much again
 * at once would come and go for ever: the while doubles then, up to a limit, until nothing is left out for as long.
 */
export function step(was: Budget, pressure: Pressure, nowMs: Ms, rule: Rule): Budget {
  const { shed, easeMs, restoredMs } = was
  const kept = { shed, easeMs, ...(restoredMs !== undefined && { restoredMs }) }
  if (pressure === 'between') return { at: 'steady', ...kept }
  const at = pressure === 'over' ? 'pressed' : 'easing'
  const sinceMs = was.at === at ? was.sinceMs : nowMs
  const passedMs = nowMs - sinceMs
  if (at === 'pressed') {
    if (passedMs < rule.pressMs || shed === SHED.length) return { at, sinceMs, ...kept }
    const isAgain = restoredMs !== undefined && sinceMs - restoredMs < easeMs
    return { at, sinceMs: nowMs, shed: shed + 1, easeMs: isAgain ? Math.min(2 * easeMs, rule.longestEaseMs) : easeMs }
  }
  if (passedMs < easeMs) return { at, sinceMs, ...kept }
  if (shed === 0) return { at, sinceMs, shed, easeMs: rule.easeMs }
  return { at, sinceMs: nowMs, shed: shed - 1, easeMs, restoredMs: nowMs }
}
