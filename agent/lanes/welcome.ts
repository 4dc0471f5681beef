import { existsSync } from 'node:fs'
import type { Config } from '../../config/config.ts'
import { Fault, why } from '../../config/fault.ts'
import type { Identity } from '../../config/identity.ts'
import type { Ms } from '../../config/units.ts'
import type { ColourFrame, DepthFrame } from '../../drivers/frame.ts'
import { cacheFolder } from '../../models/cache.ts'
import { locate } from '../../models/locate.ts'
import { Faces, type Look, NotAllowed } from '../identity/faces/faces.ts'
import type { Books } from '../identity/gallery/books.ts'
import type { MemberFact } from '../identity/gallery/fact.ts'
import { Pseudonyms } from '../identity/gallery/pseudonyms.ts'
import { Recogniser } from '../identity/gallery/recogniser.ts'
import type { Authorisation } from '../identity/gate.ts'
import type { Bearer, Followed } from '../identity/permit.ts'
import type { Met } from '../journey/records.ts'
import type { Tracks } from '../tracking/tracks.ts'
import type { Picture } from '../vision/picture.ts'
import { Foremost } from './foremost.ts'
import { Marked } from './marked.ts'
import type { Members } from './members.ts'
import { Relief } from './relief.ts'
import type { Stages } from './stages.ts'
import { type Boxes, faceOf } from './whose.ts'

const MIN_SCORE = 0.5
/** Two looks at one face that are nearer in time are almost one picture. */
const BETWEEN_MS = 150
/** What could not be opened is not tried again for so long, and nobody is looked at for so long where that failed. */
const RETRY_MS = 10_000

export interface Around {
  readonly config: Pick<Config, 'models' | 'floor' | 'cameras'>
  readonly members: Pick<Members, 'gate' | 'level' | 'stand' | 'warm' | 'onAuthorised'>
  /** Gallery and ledger. @throws Fault KEY_UNUSABLE, GALLERY_UNUSABLE, ERASURE_UNPROVED, LEDGER_UNUSABLE */
  readonly books: () => Books
  readonly stages: Pick<Stages, 'trackOf' | 'personOf' | 'standingIn' | 'journey'>
  readonly tell: (fact: MemberFact) => void
  /** Hears in which visit somebody was recognised for a purpose that is of the visit. */
  readonly met?: (met: Met, given: Authorisation) => void
  readonly warn: (fault: Fault) => void
  readonly now: () => Ms
}

/** Whatever it takes to recognise somebody. */
interface Opened {
  readonly faces: Faces
  readonly recogniser: Recogniser
  readonly pseudonyms: Pseudonyms
}

/** Whoever may be looked at. */
interface Guest {
  /** Until when they are not looked at again. */
  againMs: Ms
}

/** Whoever may be looked at, and the number of their box in a picture. */
interface Before {
  readonly given: Authorisation
  readonly by: Followed
  readonly at: number
}

/** What a camera saw, and whom it followed. */
interface Seen {
  readonly picture: Picture
  readonly boxes: Boxes
  readonly relief: Relief | undefined
  readonly depth: DepthFrame | undefined
}

/**
 * Looks at the faces of those whom the gate let through, on the cameras that see them; of nobody else is a picture even copied. The
 * nets are loaded as soon as there is a gallery: who first comes to be looked at would else wait for them.
 */
export class Welcome {
  readonly reliefs: readonly Relief[]
  /** While it rests nobody is looked at. */
  rests = false
  readonly #around: Around
  readonly #identity: Identity
  readonly #guests = new Map<Authorisation, Guest>()
  /** Cameras whose last picture is still being looked at. */
  readonly #busy = new Map<string, Promise<void>>()
  readonly #marked: Marked
  readonly #foremost = new Foremost()
  #opening: Promise<void> | undefined
  #opened: Opened | undefined
  #retryMs = Number.NEGATIVE_INFINITY
  #said = ''
  #isClosed = false

  constructor(around: Around, identity: Identity) {
    this.#around = around
    this.#identity = identity
    this.reliefs = identity.faceDepth.map(depth => new Relief(depth))
    const { config, stages, members } = around
    // Whoever shows no code must be seen to live.
    const isServed = this.reliefs.length > 0 && identity.demand === 'code-without-depth'
    this.#marked = new Marked({
      lanes: isServed ? config.floor.zones.filter(({ kind }) => kind === 'opt-in').map(({ id }) => id) : [],
      permitMs: identity.permitSeconds * 1000,
      standingIn: zone => stages.standingIn(zone),
      ask: (zone, bearer, nowMs) => void members.stand(zone, bearer, nowMs),
    })
    around.members.onAuthorised = given => this.#let(given)
  }

  /** What a camera sees now, and whom it follows in it. The picture may be overwritten when this returns. */
  see(camera: string, frame: ColourFrame, tracks: Tracks): void {
    const nowMs = this.#around.now()
    if (this.#identity.kiosks.some(kiosk => kiosk.camera === camera)) this.#foremost.see(camera, tracks, nowMs)
    if (this.rests || !this.#opened || this.#guests.size === 0 || this.#busy.has(camera)) return
    const guests = this.#before(camera, tracks, nowMs)
    if (guests.length === 0) return
    const picture: Picture = { layout: 'nv12', width: frame.width, height: frame.height, pixels: frame.pixels }
    const relief = this.reliefs.find(({ depth }) => depth.camera === camera)
    const seen = { picture, boxes: tracks.box.slice(0, 4 * tracks.count), relief, depth: relief?.at(frame.atMs) }
    // Copied before this returns.
    const looked = this.#opened.faces.look(picture, MIN_SCORE, true)
    const looking = this.#look(this.#opened, looked, guests, seen)
      .catch(thrown => {
        for (const guest of this.#guests.values()) guest.againMs = this.#around.now() + RETRY_MS
        this.#warn(thrown)
      })
      .finally(() => {
        seen.depth?.millimetres.fill(0)
        this.#busy.delete(camera)
      })
    this.#busy.set(camera, looking)
  }

  /** Who stands before the camera of a kiosk now, as the floor knows them. */
  before(camera: string): Bearer | 'nobody' | 'several' {
    const who = this.#foremost.who(camera, this.#around.now())
    return typeof who === 'string' ? who : (this.#around.stages.personOf(camera, who) ?? 'nobody')
  }

  /** How many faces were embedded so far, as {@link close} answers it. */
  async embedded(): Promise<number> {
    return (await this.#opened?.faces.embeddedInAll()) ?? 0
  }

  /** Time passes: who stands in a marked lane is asked for, and whose time is over is let go. */
  tick(nowMs: Ms): void {
    for (const given of this.#guests.keys()) if (!(nowMs < given.untilMs)) this.#guests.delete(given)
    this.#opened?.recogniser.tick(nowMs)
    this.#open(nowMs)
    this.#marked.tick(nowMs)
  }

  /**
   * Nobody is looked at from here on. To be closed before the gallery is. Answers how many faces were embedded, as the thread counts
   * them that does it; nothing where it was closed before.
   */
  async close(): Promise<number | undefined> {
    if (this.#isClosed) return undefined
    this.#isClosed = true
    this.#around.members.onAuthorised = () => {}
    this.#guests.clear()
    await this.#opening
    await Promise.all(this.#busy.values())
    this.#opened?.recogniser.close()
    this.#opened?.pseudonyms.wipe()
    const embedded = await this.#opened?.faces.embeddedInAll().catch(() => undefined)
    await this.#opened?.faces.close()
    this.#opened = undefined
    return embedded ?? 0
  }

  #let(given: Authorisation): void {
    // A newer permit of the same bearer takes the place of the old one.
    for (const old of this.#guests.keys())
      if (old.purpose === given.purpose && isSame(old.bearer, given.bearer)) this.#guests.delete(old)
    this.#guests.set(given, { againMs: Number.NEGATIVE_INFINITY })
    this.#open(this.#around.now())
  }

  /** Those who may be looked at and stand before the camera now. */
  #before(camera: string, tracks: Tracks, nowMs: Ms): Before[] {
    const before: Before[] = []
    for (const [given, guest] of this.#guests) {
      if (nowMs < guest.againMs || !(nowMs < given.untilMs)) continue
      const track = this.#around.stages.trackOf(camera, given.bearer)
      if (track === undefined) continue
      const by = { sensor: camera, track }
      // Another track may be somebody else: what they were given is over.
      if (!this.#around.members.gate.holds(given, { ...given.bearer, seenAs: [by] }, nowMs)) {
        this.#guests.delete(given)
        continue
      }
      for (let at = 0; at < tracks.count; at++)
        if (tracks.id[at] === track && tracks.detection[at] >= 0 && tracks.confirmed[at] === 1)
          before.push({ given, by, at })
    }
    return before
  }

  async #look(
    { faces, recogniser }: Opened,
    looked: Promise<Look>,
    guests: readonly Before[],
    seen: Seen,
  ): Promise<void> {
    const look = await looked
    // Whoever is asked about is asked about at once; the picture is wiped as soon as they are answered.
    const met = guests.map(guest => this.#meet(recogniser, look, guest, seen))
    const released = faces.release(look)
    try {
      await Promise.all(met)
    } finally {
      await released
    }
  }

  async #meet(
    recogniser: Recogniser,
    look: Look,
    { given, by, at }: Before,
    { picture, boxes, relief, depth }: Seen,
  ): Promise<void> {
    const face = faceOf(look.faces, boxes, at)
    const guest = this.#guests.get(given)
    if (!face || !guest) return
    const { now, stages, met } = this.#around
    const { purpose, signal, place: id } = given
    const alive = depth && relief ? relief.judge(depth, picture, face) : 'unknown'
    // Who is to be welcomed is not followed for that.
    const visit = purpose === 'welcome' ? undefined : stages.journey.visitOf(given.bearer.track)
    const told = purpose === 'measure' ? visit : undefined
    const outcome = await recogniser.see(given, by, look, face, alive, now(), told).catch(overOf)
    if (outcome === 'recognised' && visit !== undefined) {
      const enrolledOn = recogniser.enrolledOn(given)
      const since = enrolledOn === undefined ? {} : { enrolledOn }
      met?.({ kind: 'recognition', visit, atMs: now(), purpose, ...since, ...placeOf(signal, id) }, given)
    }
    if (outcome === 'looking' || outcome === 'not-enough') guest.againMs = now() + BETWEEN_MS
    else this.#guests.delete(given)
    if (given.signal === 'lane') this.#marked.settle(given.bearer, outcome)
  }

  #open(nowMs: Ms): void {
    const { path } = this.#identity.gallery
    const { members, config } = this.#around
    // Where nobody was enrolled yet, nobody is known; where no camera is, or the level is another, nobody is looked at.
    if (members.level !== 'members' || config.cameras.length === 0) return
    if (this.#opened || this.#opening || this.#isClosed || nowMs < this.#retryMs || !existsSync(path)) return
    this.#opening = this.#start()
      .catch(thrown => {
        this.#retryMs = this.#around.now() + RETRY_MS
        // It is tried again and again, whether or not anybody comes.
        if (why(thrown) !== this.#said || this.#guests.size > 0) this.#warn(thrown)
        this.#said = why(thrown)
      })
      .finally(() => (this.#opening = undefined))
  }

  async #start(): Promise<void> {
    const { config, members, books, tell } = this.#around
    await members.warm()
    const cache = cacheFolder(undefined, config.models.cache)
    const [detector, embedder] = [await locate(config.models.faces, cache), await locate('dlib', cache)]
    const { gallery } = books()
    const { subscribers, demand } = this.#identity
    const pseudonyms = new Pseudonyms(subscribers)
    const faces = await Faces.start(detector, embedder, members.gate)
    const recogniser = new Recogniser({ faces, gate: members.gate, gallery, pseudonyms, demand, tell })
    this.#opened = { faces, recogniser, pseudonyms }
  }

  #warn(thrown: unknown): void {
    const { warn } = this.#around
    warn(thrown instanceof Fault ? thrown : new Fault('ENGINE_FAILED', { model: 'dlib', why: why(thrown) }, thrown))
  }
}

function placeOf(signal: Authorisation['signal'], id: string): Pick<Met, 'place'> {
  if (signal === 'kiosk') return {}
  return { place: { kind: signal === 'lane' ? 'zone' : 'scanner', id } }
}

/** Their time was over, or they took their consent back, while they were looked at. */
function overOf(thrown: unknown): 'over' {
  if (thrown instanceof NotAllowed) return 'over'
  throw thrown
}

function isSame(a: Bearer, b: Bearer): boolean {
  return a.sensor === b.sensor && a.track === b.track
}
