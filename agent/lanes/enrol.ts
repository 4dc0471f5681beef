import type { Config } from '../../config/config.ts'
import { Fault } from '../../config/fault.ts'
import type { Level } from '../../config/jurisdictions.ts'
import type { Ms } from '../../config/units.ts'
import type { BoxFrame, ColourFrame } from '../../drivers/frame.ts'
import type { Source } from '../../drivers/source.ts'
import { cacheFolder } from '../../models/cache.ts'
import { locate } from '../../models/locate.ts'
import { Faces, NotAllowed } from '../identity/faces/faces.ts'
import { attests } from '../identity/faces/factor.ts'
import { type Admitted, admit } from '../identity/gallery/admission.ts'
import type { Books } from '../identity/gallery/books.ts'
import type { Progress } from '../identity/gallery/enrolment.ts'
import { type Glance, Sitting } from '../identity/gallery/sitting.ts'
import { Gate } from '../identity/gate.ts'
import { lawOf } from '../identity/trust.ts'
import type { Picture } from '../vision/picture.ts'
import { latestColour } from './latest.ts'

/** A picture of whoever wants to enrol. */
export interface Shown {
  readonly picture: Picture
  readonly atMs: Ms
}

export type Look = Extract<Progress, { state: 'look' }>
/** `unfinished`: there were no more pictures, or no more time; the last look says what was lacking. */
export type Outcome =
  | Exclude<Progress, Look>
  | { readonly state: 'refused'; readonly why: string }
  | { readonly state: 'unfinished'; readonly why: 'time' | 'pictures'; readonly last: Look | undefined }

export interface Asked {
  readonly token: string
  /** Where they stand: the kiosk, or the camera. */
  readonly place: string
  /** Somebody of the staff stands by, and sees that no picture is held there. */
  readonly isAttended: boolean
  /** What the depth camera sees that is in register with these pictures, where there is one. */
  readonly glance?: (atMs: Ms) => Glance
  /** Pictures until there are no more or the signal aborts. */
  readonly pictures: (signal: AbortSignal) => AsyncIterable<Shown>
  /** Hears of each look. */
  readonly say: (look: Look) => void
  readonly now: () => Ms
  readonly signal: AbortSignal
}

/**
 * One enrolment from the consent to the template, in the order that the law wants. Nothing of a picture is kept, and none is copied
 * anywhere but into the memory of the worker, which wipes it.
 * @throws Fault MODEL_MISSING, MODEL_CORRUPT, ENGINE_FAILED, GALLERY_UNUSABLE, IDENTITY_UNCONFIGURED and what the source of the pictures throws
 */
export async function enrol(config: Config, level: Level, books: Books, asked: Asked): Promise<Outcome> {
  const { identity, models } = config
  if (!identity) throw new Fault('IDENTITY_UNCONFIGURED', { file: '' })
  if (!attests(identity.enrolment, asked.glance !== undefined, asked.isAttended))
    return { state: 'refused', why: 'unattested' }
  const gate = new Gate(books.ledger, lawOf(config, level))
  const kiosk = { id: asked.place, kioskMs: identity.kioskSeconds * 1000, purposes: identity.purposes }
  // Looked for first: who has agreed in vain because a model is missing would have to agree again.
  const cache = cacheFolder(undefined, models.cache)
  const [detector, embedder] = [await locate(models.faces, cache), await locate('dlib', cache)]
  const admitted = await admit(asked.token, books.ledger, gate, kiosk, asked.now())
  if ('refused' in admitted) return { state: 'refused', why: admitted.refused }
  const faces = await Faces.start(detector, embedder, gate)
  try {
    return await sit(faces, admitted, books, asked)
  } finally {
    await faces.close()
  }
}

async function sit(faces: Faces, admitted: Admitted, { registrar }: Books, asked: Asked): Promise<Outcome> {
  const { pictures, glance, say, now, signal } = asked
  const over = new AbortController()
  const limit = setTimeout(() => over.abort(), admitted.given.untilMs - now())
  const sitting = new Sitting(faces, admitted, registrar, glance)
  let last: Look | undefined
  try {
    for await (const { picture, atMs } of pictures(AbortSignal.any([signal, over.signal]))) {
      if (over.signal.aborted || signal.aborted) break
      const progress = await sitting.see(picture, atMs, now())
      if (progress.state !== 'look') return progress
      last = progress
      say(progress)
    }
    return { state: 'unfinished', why: over.signal.aborted || signal.aborted ? 'time' : 'pictures', last }
  } catch (thrown) {
    if (!(thrown instanceof NotAllowed)) throw thrown
    return over.signal.aborted || !(now() < admitted.given.untilMs)
      ? { state: 'unfinished', why: 'time', last }
      : { state: 'refused', why: 'taken-back' }
  } finally {
    clearTimeout(limit)
    sitting.close()
  }
}

/** What a camera sees, the newest whenever the last was looked at. */
export async function* seenBy(source: Source<ColourFrame | BoxFrame>, signal: AbortSignal): AsyncIterable<Shown> {
  const stop = new AbortController()
  const both = AbortSignal.any([signal, stop.signal])
  try {
    for await (const frame of latestColour().of(source.open(both))) {
      if (!('pixels' in frame)) throw new Fault('SOURCE_REFUSED', simulated(source.id))
      const { width, height, pixels, atMs } = frame
      yield { picture: { layout: 'nv12', width, height, pixels }, atMs }
      pixels.fill(0)
    }
  } finally {
    stop.abort()
  }
}

function simulated(sensor: string) {
  return { sensor, why: 'it is simulated and delivers no pictures', next: 'Name a camera that does.' }
}
