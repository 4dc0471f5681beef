import type { Ms } from '../../config/units.ts'
import { type Consent, isConsent } from './consent.ts'
import { isPass, type Pass } from './pass.ts'

const OPENED = Symbol('opened')
const genuine = new WeakSet<object>()

/** One member at one kiosk, for a few minutes. Made by {@link openSession} alone. */
export class Session {
  readonly kiosk: string
  readonly member: string
  readonly fromMs: Ms
  readonly untilMs: Ms
  readonly #brand = OPENED

  constructor(made: typeof OPENED, kiosk: string, member: string, fromMs: Ms, untilMs: Ms) {
    if (made !== OPENED) throw new TypeError('a session is opened at a kiosk')
    this.kiosk = kiosk
    this.member = member
    this.fromMs = fromMs
    this.untilMs = untilMs
    Object.freeze(this)
    if (this.#brand === OPENED) genuine.add(this)
  }
}

export function isSession(value: unknown): value is Session {
  return value instanceof Session && genuine.has(value)
}

/** A session of whoever showed a pass at the kiosk, or has just agreed there. Nothing else says whose it is. */
export function openSession(kiosk: string, who: Pass | Consent, nowMs: Ms, kioskMs: Ms): Session | undefined {
  if (!isPass(who) && !isConsent(who)) return undefined
  return new Session(OPENED, kiosk, who.member, nowMs, nowMs + kioskMs)
}
