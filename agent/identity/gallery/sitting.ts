import type { Ms } from '../../../config/units.ts'
import type { Face } from '../../vision/face.ts'
import type { Picture } from '../../vision/picture.ts'
import type { Faces } from '../faces/faces.ts'
import { ENROL } from '../faces/quality.ts'
import type { Liveness } from '../faces/relief.ts'
import type { Admitted } from './admission.ts'
import { Enrolment, type Progress } from './enrolment.ts'
import type { Hint } from './hint.ts'
import type { Registrar } from './registrar.ts'

const MIN_SCORE = 0.5
/** Whoever is at least this share as large as the foremost stands before the kiosk too. */
const BESIDE = 0.5

/** What a depth camera measured when a picture was taken. */
export interface Glance {
  judge(picture: Picture, face: Face): Liveness
  wipe(): void
}

/** One member before one camera, or with a pile of photographs, until there is a template or a reason why there is none. */
export class Sitting {
  readonly #faces: Pick<Faces, 'look' | 'embed' | 'release'>
  readonly #given: Admitted['given']
  readonly #enrolment: Enrolment
  readonly #glance: ((atMs: Ms) => Glance) | undefined

  /** With a depth camera, whose `glance` is asked for at each look, only looks at a living face count. */
  constructor(
    faces: Pick<Faces, 'look' | 'embed' | 'release'>,
    { consent, given }: Admitted,
    registrar: Registrar,
    glance?: (atMs: Ms) => Glance,
  ) {
    this.#glance = glance
    this.#faces = faces
    this.#given = given
    this.#enrolment = new Enrolment(consent, registrar)
  }

  /**
   * One picture, which may be overwritten when this returns. `atMs` is when it was taken, `nowMs` what the authorisation is held against.
   * @throws NotAllowed where the time is over or the consent was taken back meanwhile; Fault ENGINE_FAILED, GALLERY_UNUSABLE
   */
  async see(picture: Picture, atMs: Ms, nowMs: Ms): Promise<Progress> {
    const glance = this.#glance?.(atMs)
    const look = await this.#faces.look(picture, MIN_SCORE, true)
    try {
      const face = alone(look.faces)
      if (typeof face === 'string') return this.#lacks(face, atMs)
      if (glance && glance.judge(picture, face) !== 'live') return this.#lacks('not-alive', atMs)
      return this.#enrolment.see(
        await this.#faces.embed(this.#given, this.#given.bearer, look, face, nowMs, ENROL),
        atMs,
      )
    } finally {
      glance?.wipe()
      await this.#faces.release(look)
    }
  }

  /** Wipes what was collected. */
  close(): void {
    this.#enrolment.wipe()
  }

  #lacks(hint: Hint, atMs: Ms): Progress {
    return this.#enrolment.see({ lacks: [hint], worth: 0, numbers: undefined }, atMs)
  }
}

/** The one face before the kiosk, or why it is not to be told which that is. */
function alone(faces: readonly Face[]): Face | 'no-face' | 'not-alone' {
  const [foremost, second] = faces.toSorted((a, b) => b.width - a.width)
  if (!foremost) return 'no-face'
  return second && second.width >= BESIDE * foremost.width ? 'not-alone' : foremost
}
