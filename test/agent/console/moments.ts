import type { Moments } from '../../../agent/console/moments.ts'
import { staffMoments } from '../../../agent/events/staff.ts'
import type { Approach } from '../../../agent/moments/approaches.ts'

/** Somebody at a shelf, for half a minute from now. */
export function approach(visit: string, more: Partial<Approach> = {}): Approach {
  const openedMs = Date.now()
  return {
    ...{ visit: `visit-${visit}`, touchpoint: 'wall-shelf', openedMs, untilMs: openedMs + 30_000, probability: 0.7 },
    reasons: ['Here for 42 s: for it.', 'In a group of 2: against it.'],
    ...more,
  }
}

/** The moments of a shop in which those are open that a test says, until it says otherwise or their time is over. */
export function moments(answer: Moments['answer'] = async () => ({ ok: true, kept: true })) {
  const hearers = new Set<() => void>()
  let open: readonly Approach[] = []
  const shown: Moments = {
    showing: 'advise',
    open() {
      const nowMs = Date.now()
      return staffMoments(
        open.filter(({ untilMs }) => untilMs > nowMs),
        3,
        nowMs,
      )
    },
    onChange(hear) {
      hearers.add(hear)
      return () => hearers.delete(hear)
    },
    answer,
  }
  return {
    shown,
    show(...those: readonly Approach[]) {
      open = those
      for (const hear of hearers) hear()
    },
  }
}
