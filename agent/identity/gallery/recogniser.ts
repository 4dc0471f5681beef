import type { Demand } from '../../../config/identity.ts'
import type { Ms } from '../../../config/units.ts'
import type { Face } from '../../vision/face.ts'
import type { Faces, Look } from '../faces/faces.ts'
import { suffices } from '../faces/factor.ts'
import { mean } from '../faces/mean.ts'
import type { Liveness } from '../faces/relief.ts'
import { LIMITS, strangeness } from '../faces/rule.ts'
import type { Authorisation, Gate } from '../gate.ts'
import type { Followed } from '../permit.ts'
import type { MemberFact } from './fact.ts'
import type { Found, Gallery } from './gallery.ts'
import type { Pseudonyms } from './pseudonyms.ts'

/** Looks at one face that are averaged before it is decided whose it is. */
export const LOOKS = 3
/** How much nearer a member must be for each time that somebody was taken for them and was not. */
const STRICTER = 0.03
/** What became of a face. `refused`: the gate said no in the end; `not-enough`: a code or a living face is wanted besides. */
export type Outcome = 'not-enough' | 'looking' | 'recognised' | 'nobody' | 'refused' | 'over'

interface Looking {
  readonly looks: Float32Array[]
  readonly weights: number[]
}

export interface Around {
  readonly faces: Pick<Faces, 'embed'>
  readonly gate: Pick<Gate, 'confirm'>
  readonly gallery: Gallery
  readonly pseudonyms: Pick<Pseudonyms, 'of' | 'receipt'>
  readonly demand: Demand
  readonly tell: (fact: MemberFact) => void
}

/** Finds out as which member the bearer of an authorisation is to be welcomed, if as any; and takes it back where it was not them. */
export class Recogniser {
  readonly #around: Around
  readonly #open = new Map<Authorisation, Looking>()
  readonly #over = new WeakSet<Authorisation>()
  readonly #enrolled = new WeakMap<Authorisation, string>()

  constructor(around: Around) {
    this.#around = around
  }

  /**
   * One look at the face of the bearer, in the order that the law wants: what speaks for them besides the face, then numbers of the
   * face, match, wipe, and at last the gate once more. `by` is the track whose face it is, of the camera whose picture it is. @throws NotAllowed, Fault ENGINE_FAILED
   */
  async see(
    given: Authorisation,
    by: Followed,
    look: Look,
    face: Face,
    alive: Liveness,
    nowMs: Ms,
    visit?: string,
  ): Promise<Outcome> {
    const { faces, gate, gallery, demand } = this.#around
    if (this.#over.has(given)) return 'over'
    if (!suffices(demand, given.signal, alive)) return 'not-enough'

    const { numbers, worth } = await faces.embed(given, { ...given.bearer, seenAs: [by] }, look, face, nowMs)
    if (!numbers) return 'looking'
    const query = this.#gather(given, numbers, worth)
    if (!query) return 'looking'

    const found = this.#find(given, query)
    if (!found || !isThem(found)) return 'nobody'
    // The nearest of all, or nobody: who is no candidate makes none of the others one.
    if (!given.candidates.some(({ member }) => member === found.member)) return 'nobody'

    const answer = await gate.confirm(given, found.member, nowMs)
    if (!answer.allowed) return 'refused'
    const told = gallery.whileKept(found, () => this.#tell(given, answer.receipt, found.member, nowMs, visit))
    if (!told) return 'nobody'
    this.#enrolled.set(given, found.enrolledOn)
    return 'recognised'
  }

  /** On which date whoever was recognised by an authorisation had enrolled, by the shop's clock; undefined where nobody was. */
  enrolledOn(given: Authorisation): string | undefined {
    return this.#enrolled.get(given)
  }

  /** Time passes: what was begun and not decided is wiped. */
  tick(nowMs: Ms): void {
    for (const given of this.#open.keys()) if (!(nowMs < given.untilMs)) this.#end(given)
  }

  close(): void {
    for (const given of this.#open.keys()) this.#end(given)
  }

  /** The mean of enough looks; with it this authorisation is used up, and they are wiped. */
  #gather(given: Authorisation, numbers: Float32Array, worth: number): Float32Array | undefined {
    // Two looks may have been on their way at once.
    if (this.#over.has(given)) return void numbers.fill(0)
    const looking = this.#open.get(given) ?? { looks: [], weights: [] }
    this.#open.set(given, looking)
    looking.looks.push(numbers)
    looking.weights.push(worth)
    if (looking.looks.length < LOOKS) return undefined
    const query = mean(looking.looks, looking.weights)
    this.#end(given)
    return query
  }

  /** Of a lane whoever is nearest, of a code the one whom it names; the numbers are wiped. */
  #find(given: Authorisation, query: Float32Array): Found | undefined {
    const { gallery } = this.#around
    try {
      return given.signal === 'lane' ? gallery.nearest(query) : gallery.compare(given.candidates[0].member, query)
    } finally {
      query.fill(0)
    }
  }

  #end(given: Authorisation): void {
    for (const look of this.#open.get(given)?.looks ?? []) look.fill(0)
    this.#open.delete(given)
    this.#over.add(given)
  }

  #tell(given: Authorisation, receipt: string, member: string, atMs: Ms, visit: string | undefined): true {
    const { gallery, pseudonyms, tell } = this.#around
    const { purpose, signal, place: id } = given
    const place =
      signal === 'kiosk' ? {} : { place: { kind: signal === 'lane' ? ('zone' as const) : ('scanner' as const), id } }
    for (const called of pseudonyms.of(member))
      tell({
        kind: 'member.recognised',
        atMs,
        ...called,
        recognition: gallery.numberOf(member, called.audience, atMs),
        receipt: pseudonyms.receipt(called.audience, receipt),
        purpose,
        ...place,
        ...(visit && { visit }),
      })
    return true
  }
}

function isThem({ distance, secondDistance, mistakes }: Found): boolean {
  const near = { row: 0, squared: distance ** 2, second: 0, secondSquared: secondDistance ** 2 }
  return strangeness(near) + STRICTER * mistakes <= LIMITS[0.001]
}
