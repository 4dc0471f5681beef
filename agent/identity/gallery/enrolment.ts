import type { Ms } from '../../../config/units.ts'
import { type Consent, isConsent } from '../consent.ts'
import type { Embedded } from '../faces/faces.ts'
import { mean } from '../faces/mean.ts'
import { LIMITS, strangeness } from '../faces/rule.ts'
import { NUMBERS } from '../faces/template.ts'
import type { Gallery } from './gallery.ts'
import type { Hint } from './hint.ts'
import type { Registrar } from './registrar.ts'

/** Good looks that make a template, and how many of them must agree. */
export const LOOKS = 8
const AGREEING = 6
/** Two pictures a moment apart show one face in one light: they would count twice. */
const APART_MS: Ms = 250
/** A look this many times as far from the middle as the middlemost one is another face, or none. */
const OUTLYING = 2
/** Looks that are nearer than this are one picture shown twice: even of a face that holds still two are farther apart. Chosen. */
const SAME = 0.02
/** No two looks at one face are so far from their mean, however good the rest is. */
const FARTHEST = 0.5
/**
 * Of most other looks at the same face one is not farther than this: of 600 pairs of one person (LFW) all are within 0.48 and 593
 * within 0.42, of as many pairs of two people 60 and 6.
 */
const STRANGERS = 0.45

/** What became of one look: as the worker says it, or why it was not even asked. */
export type Seen = Omit<Embedded, 'lacks'> & { readonly lacks: readonly Hint[] }

/** What whoever stands before the camera is to hear. */
export type Progress =
  | { readonly state: 'look'; readonly have: number; readonly of: number; readonly lacks: readonly Hint[] }
  | { readonly state: 'enrolled'; readonly receipt: string }
  | { readonly state: 'refused'; readonly why: 'not-one-person' | 'duplicate' | 'taken-back' }

/**
 * One member at a kiosk: good looks until there are enough, then a template. It cannot begin without a consent, and the looks come
 * from a worker that took none without the gate. What was collected is wiped at the end, whichever it is.
 */
export class Enrolment {
  readonly #consent: Consent
  readonly #registrar: Registrar
  readonly #looks: Float32Array[] = []
  readonly #weights: number[] = []
  #lastMs = Number.NEGATIVE_INFINITY

  constructor(consent: Consent, registrar: Registrar) {
    if (!isConsent(consent)) throw new TypeError('nobody is enrolled without a consent')
    this.#consent = consent
    this.#registrar = registrar
  }

  /** Takes what became of one look; its numbers belong to the enrolment from here on. */
  see({ numbers, worth, lacks: lacking }: Seen, atMs: Ms): Progress {
    let lacks = lacking
    if (numbers && atMs - this.#lastMs < APART_MS) numbers.fill(0)
    else if (numbers && this.#looks.some(look => apart(look, numbers) < SAME)) {
      lacks = ['same-again']
      numbers.fill(0)
    } else if (numbers) {
      this.#lastMs = atMs
      this.#looks.push(numbers)
      this.#weights.push(worth)
    }
    if (this.#looks.length < LOOKS) return { state: 'look', have: this.#looks.length, of: LOOKS, lacks }
    try {
      return this.#finish(atMs)
    } finally {
      this.wipe()
    }
  }

  /** Also where the session ends before there are enough. */
  wipe(): void {
    for (const look of this.#looks) look.fill(0)
    this.#looks.length = this.#weights.length = 0
  }

  #refuse(why: 'not-one-person' | 'duplicate', atMs: Ms): Progress {
    const { ledger } = this.#registrar
    ledger.atomically(() => ledger.log({ kind: 'not-enrolled', atMs, receipt: this.#consent.receipt, why }))
    return { state: 'refused', why }
  }

  #finish(atMs: Ms): Progress {
    const agreeing = consistent(this.#looks, this.#weights)
    if (!agreeing) return this.#refuse('not-one-person', atMs)
    const { template, looks } = agreeing
    try {
      const { member, receipt } = this.#consent
      if (isAnother(this.#registrar.gallery, template, member)) return this.#refuse('duplicate', atMs)
      if (!this.#registrar.enrol(this.#consent, template, looks, atMs)) return { state: 'refused', why: 'taken-back' }
      return { state: 'enrolled', receipt }
    } finally {
      template.fill(0)
    }
  }
}

/** The mean of the looks that agree, of length one, without those that lie far out; undefined where too few agree. */
export function consistent(
  looks: readonly Float32Array[],
  weights: readonly number[],
): { readonly template: Float32Array; readonly looks: number } | undefined {
  const first = mean(looks, weights)
  if (!first) return undefined
  const away = looks.map(look => apart(look, first))
  first.fill(0)
  const middlemost = away.toSorted((a, b) => a - b)[away.length >> 1]
  // All faces have much in common, so that eight strangers are near their mean too; to each other they are not.
  const fromOthers = looks.map(look => {
    const others = looks.filter(other => other !== look).map(other => apart(look, other))
    return others.sort((a, b) => a - b)[others.length >> 1]
  })
  const kept = looks
    .map((_, i) => i)
    .filter(i => away[i] <= Math.min(OUTLYING * middlemost, FARTHEST) && fromOthers[i] <= STRANGERS)
  if (kept.length < AGREEING) return undefined
  const template = mean(
    kept.map(i => looks[i]),
    kept.map(i => weights[i]),
  )
  return template && { template, looks: kept.length }
}

/** Whether the face is in the gallery under another pseudonym. Under which is told to nobody. */
function isAnother(gallery: Gallery, template: Float32Array, member: string): boolean {
  const found = gallery.nearest(template)
  if (!found) return false
  const other = found.member === member ? found.secondDistance : found.distance
  return (
    strangeness({ row: 0, squared: other ** 2, second: -1, secondSquared: Number.POSITIVE_INFINITY }) <= LIMITS[0.001]
  )
}

function apart(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < NUMBERS; i++) sum += (a[i] - b[i]) ** 2
  return Math.sqrt(sum)
}
