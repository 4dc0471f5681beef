import { createHmac, randomInt } from 'node:crypto'
import type Database from 'better-sqlite3'
import { Fault, why } from '../../../config/fault.ts'
import type { Ms } from '../../../config/units.ts'
import { openShared } from '../../store/shared.ts'
import { distance, type Nearest, Search } from '../faces/search.ts'
import { NUMBERS } from '../faces/template.ts'
import { derive } from './key.ts'
import { Leftovers } from './leftovers.ts'
import { Numbers } from './numbers.ts'
import { Rotation } from './rotation.ts'
import { STEPS } from './schema.ts'
import { type Sealed, seal, unseal, type Whose } from './seal.ts'
import type { Looked } from './traces.ts'

const STAMPS = 2 ** 47

/** By what templates were made. Those of one net mean nothing to another. */
export interface Net {
  readonly model: string
  readonly version: string
}

/** A member in the gallery. */
export interface Entry extends Whose {
  /** A date by the shop's clock, such as 2026-06-01; of the last time, where they enrolled anew. */
  readonly enrolledOn: string
  readonly crops: number
  readonly mistakes: number
  /** Whether another net made it, so that nobody is recognised by it: the member has to enrol again. */
  readonly isStale: boolean
}

/** Whom some numbers are nearest to. */
export interface Found extends Whose {
  readonly distance: number
  /** Of the nearest of all others; infinite where there is nobody else. */
  readonly secondDistance: number
  readonly mistakes: number
  readonly stamp: number
  /** As that of {@link Entry}. */
  readonly enrolledOn: string
}

interface Row extends Sealed, Net {
  readonly id: number
  readonly tag: Buffer
  /** The date by the shop's clock, as if it were UTC; older rows have that of UTC. */
  readonly day_ms: Ms
  readonly crops: number
  readonly mistakes: number
  readonly stamp: number
}

type Known = Whose & Pick<Found, 'stamp' | 'mistakes' | 'enrolledOn'>

/**
 * The templates of members who agreed. On the disk each lies sealed under a key of its own, turned by a rotation that only the key
 * of the store gives; in memory are the turned numbers, for the search, and nothing else. Several programs of this machine may use
 * it at once: what one changes the others see before they next answer anything.
 */
export class Gallery {
  /** Rows that do not open: they were changed, or sealed under another key. */
  unreadable = 0
  readonly #file: string
  readonly #db: Database.Database
  readonly #net: Net
  readonly #date: Intl.DateTimeFormat
  readonly #wrapping: Buffer
  readonly #tagging: Buffer
  readonly #rotation: Rotation
  readonly #numbers: Numbers
  readonly #search = new Search()
  readonly #known = new Map<number, Known>()
  /** Of another net: kept, and nobody is recognised by them. */
  readonly #stale = new Map<number, Known>()
  readonly #turned = new Float32Array(NUMBERS)
  readonly #template = new Float32Array(NUMBERS)
  readonly #near: Nearest = { row: -1, squared: 0, second: -1, secondSquared: 0 }
  readonly #all: Database.Statement
  readonly #stamps: Database.Statement
  readonly #byId: Database.Statement
  readonly #byTag: Database.Statement
  readonly #put: Database.Statement
  readonly #remove: Database.Statement
  readonly #mistake: Database.Statement
  readonly #leftovers: Leftovers
  #seen: unknown

  /** The store key is wiped. */
  constructor(file: string, db: Database.Database, storeKey: Buffer, net: Net, timezone: string) {
    this.#file = file
    this.#db = db
    this.#net = net
    // The Swedes write as ISO 8601 does.
    this.#date = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short' })
    this.#wrapping = derive(storeKey, 'wrapping')
    this.#tagging = derive(storeKey, 'tags')
    this.#numbers = new Numbers(derive(storeKey, 'recognitions'))
    const turning = derive(storeKey, `rotation ${net.model}`)
    this.#rotation = new Rotation(turning)
    turning.fill(0)
    storeKey.fill(0)
    this.#all = db.prepare('SELECT * FROM template ORDER BY id')
    this.#stamps = db.prepare('SELECT id, stamp FROM template')
    this.#byId = db.prepare('SELECT * FROM template WHERE id = ?')
    this.#byTag = db.prepare('SELECT * FROM template WHERE tag = ?')
    this.#put = db.prepare(
      `INSERT INTO template (tag, model, version, day_ms, crops, wrapped, whose, sealed, stamp)
       VALUES (@tag, @model, @version, @dayMs, @crops, @wrapped, @whose, @sealed, @stamp)
       ON CONFLICT (tag) DO UPDATE SET model = excluded.model, version = excluded.version, day_ms = excluded.day_ms,
         crops = excluded.crops, wrapped = excluded.wrapped, whose = excluded.whose, sealed = excluded.sealed,
         stamp = excluded.stamp`,
    )
    this.#remove = db.prepare('DELETE FROM template WHERE id = ?')
    this.#mistake = db.prepare('UPDATE template SET mistakes = mistakes + 1, stamp = ? WHERE tag = ?')
    this.#leftovers = new Leftovers(file, db)
    this.#leftovers.sweep()
    this.refresh()
  }

  /** How many may be recognised. */
  get size(): number {
    this.refresh()
    return this.#search.count
  }

  /** All who are in it; `isStale` where they have to enrol again. */
  list(): Entry[] {
    const entries: Entry[] = []
    this.unreadable = 0
    for (const row of this.#all.iterate() as IterableIterator<Row>) {
      const whose = this.#open(row)
      if (whose) {
        const { crops, mistakes } = row
        entries.push({ ...whose, enrolledOn: dateOf(row), crops, mistakes, isStale: !this.#isOurs(row) })
      } else this.unreadable++
    }
    this.#template.fill(0)
    return entries
  }

  /** Whose templates are kept, those of another net too. Without opening any. */
  *whose(): Iterable<Whose> {
    this.refresh()
    for (const known of [this.#known, this.#stale])
      for (const { member, receipt } of known.values()) yield { member, receipt }
  }

  /** Whether a member is in it, and under which consent; that is not known where the row does not open. */
  find(member: string): { readonly receipt: string | undefined; readonly isStale: boolean } | undefined {
    const row = this.#byTag.get(this.#tagOf(member)) as Row | undefined
    if (!row) return undefined
    const receipt = this.#open(row)?.receipt
    this.#template.fill(0)
    return { receipt, isStale: !this.#isOurs(row) }
  }

  /** Who of all is nearest; nothing where nobody is. The numbers stay those of the caller. */
  nearest(numbers: Float32Array): Found | undefined {
    this.refresh()
    this.#rotation.turn(numbers, this.#turned)
    const near = this.#near
    this.#search.nearest(this.#turned, near)
    this.#turned.fill(0)
    if (near.row < 0) return undefined
    const known = this.#known.get(this.#search.ownerOf(near.row))!
    return { ...known, distance: Math.sqrt(near.squared), secondDistance: Math.sqrt(near.secondSquared) }
  }

  /** How near some numbers are to one member; nobody else's template is looked at. Nothing where they are not in it, or stale. */
  compare(member: string, numbers: Float32Array): Found | undefined {
    const row = this.#byTag.get(this.#tagOf(member)) as Row | undefined
    if (!row || !this.#isOurs(row)) return undefined
    const whose = this.#open(row)
    if (!whose) return undefined
    this.#rotation.turn(numbers, this.#turned)
    const apart = Math.sqrt(distance(this.#template, 0, this.#turned))
    for (const used of [this.#turned, this.#template]) used.fill(0)
    const { mistakes, stamp } = row
    const secondDistance = Number.POSITIVE_INFINITY
    return { ...whose, distance: apart, secondDistance, mistakes, stamp, enrolledOn: dateOf(row) }
  }

  /** Takes in the template of a member, in place of the one that was there. On the disk when it returns. @throws Fault GALLERY_UNUSABLE */
  put(whose: Whose, template: Float32Array, crops: number, nowMs: Ms): void {
    this.#rotation.turn(template, this.#turned)
    const label = { ...this.#net, tag: this.#tagOf(whose.member) }
    const sealed = seal(whose, this.#turned, label, this.#wrapping)
    this.#turned.fill(0)
    const stamp = randomInt(STAMPS)
    const dayMs = Date.parse(this.#date.format(nowMs))
    const isNew = this.#write(() => {
      const was = this.#byTag.get(label.tag)
      if (was) this.#leftovers.note()
      this.#put.run({ ...label, ...sealed, dayMs, crops, stamp })
      return !was
    })
    // The key of the old template is not left lying about either.
    if (!isNew) this.#leftovers.sweep()
  }

  /**
   * Destroys key, template and everything else of a member, and proves it: nothing that was kept of them is in the files any more.
   * From the moment the row is gone nobody is taken for them. Undefined where they are not in it.
   *
   * What a disk keeps of blocks that it no longer shows is out of our hands; there too lies only what the key of the store opens.
   * @throws Fault ERASURE_UNPROVED where the row is gone but the files are not clean; GALLERY_UNUSABLE where nothing was done
   */
  erase(member: string): Looked | undefined {
    const tag = this.#tagOf(member)
    const row = this.#write(() => {
      const found = this.#byTag.get(tag) as Row | undefined
      if (!found) return undefined
      this.#remove.run(found.id)
      this.#leftovers.note()
      return found
    })
    if (!row) return undefined
    this.refresh()
    this.#leftovers.sweep()
    return this.#leftovers.prove([tag, row.wrapped, row.whose, row.sealed, Buffer.from(member)])
  }

  /** Looks for a member who is not in it any more in its files, and cleans them where that was not done. @throws Fault ERASURE_UNPROVED */
  search(member: string): Looked {
    this.refresh()
    this.#leftovers.sweep()
    return this.#leftovers.prove([this.#tagOf(member), Buffer.from(member)])
  }

  /** By what number a subscriber can have it taken back that somebody was taken for this member then. */
  numberOf(member: string, audience: string, atMs: Ms): string {
    const tag = this.#tagOf(member)
    const { id } = this.#byTag.get(tag) as Row
    return this.#numbers.of(audience, { id, atMs, tag })
  }

  /** Whom somebody was taken for, by the number that one of these subscribers has heard; nothing where there is none, or they are erased. */
  recognised(number: string, audiences: readonly string[]): (Whose & { readonly atMs: Ms }) | undefined {
    for (const audience of audiences) {
      const read = this.#numbers.read(audience, number)
      const row = read && (this.#byId.get(read.id) as Row | undefined)
      if (!row?.tag.subarray(0, read!.tag.length).equals(read!.tag)) continue
      const whose = this.#open(row)
      this.#template.fill(0)
      return whose && { ...whose, atMs: read!.atMs }
    }
    return undefined
  }

  /** Somebody was taken for this member and was not: it takes more from now on. Answers whether they are in it. */
  mistake(member: string): boolean {
    return this.#write(() => this.#mistake.run(randomInt(STAMPS), this.#tagOf(member)).changes === 1)
  }

  /**
   * Does something that names a member, if their template is still the one that was found; while it is done nobody can erase it.
   * So whatever is told of a member was told before they were erased.
   */
  whileKept<T>({ member, stamp }: Pick<Found, 'member' | 'stamp'>, work: () => T): T | undefined {
    return this.#db
      .transaction(() => {
        const row = this.#byTag.get(this.#tagOf(member)) as Row | undefined
        return row?.stamp === stamp ? work() : undefined
      })
      .immediate()
  }

  /** Takes over what others changed. To be called now and then, so that what was erased does not stay in memory either. */
  refresh(): void {
    const version = this.#db.pragma('data_version', { simple: true })
    if (version === this.#seen) return
    this.#seen = version
    const left = new Set([...this.#known.keys(), ...this.#stale.keys()])
    for (const { id, stamp } of this.#stamps.all() as Pick<Row, 'id' | 'stamp'>[]) {
      left.delete(id)
      if ((this.#known.get(id) ?? this.#stale.get(id))?.stamp !== stamp) this.#take(id)
    }
    for (const id of left) this.#drop(id)
  }

  /** Wipes what is in memory. */
  close(): void {
    this.#search.wipe()
    this.#known.clear()
    this.#stale.clear()
    this.#rotation.wipe()
    this.#numbers.wipe()
    for (const key of [this.#wrapping, this.#tagging]) key.fill(0)
    this.#db.close()
  }

  #take(id: number): void {
    this.#drop(id)
    const row = this.#byId.get(id) as Row | undefined
    if (!row) return
    const whose = this.#open(row)
    if (!whose) return
    const known = { ...whose, stamp: row.stamp, mistakes: row.mistakes, enrolledOn: dateOf(row) }
    if (this.#isOurs(row)) {
      this.#search.add(this.#template, id)
      this.#known.set(id, known)
    } else this.#stale.set(id, known)
    this.#template.fill(0)
  }

  #drop(id: number): void {
    if (this.#known.delete(id)) this.#search.remove(id)
    this.#stale.delete(id)
  }

  #isOurs({ model, version }: Net): boolean {
    return model === this.#net.model && version === this.#net.version
  }

  /** Leaves the template in `#template`. */
  #open(row: Row): Whose | undefined {
    const whose = unseal(row, row, this.#wrapping, this.#template)
    // A row under another's tag is nobody's.
    return whose && this.#tagOf(whose.member).equals(row.tag) ? whose : undefined
  }

  #tagOf(member: string): Buffer {
    return createHmac('sha256', this.#tagging).update(member).digest()
  }

  #write<T>(work: () => T): T {
    try {
      const done = this.#db.transaction(work).immediate()
      this.#seen = undefined
      return done
    } catch (thrown) {
      throw new Fault('GALLERY_UNUSABLE', { file: this.#file, why: why(thrown) }, thrown)
    }
  }
}

const dateOf = ({ day_ms }: Row): string => new Date(day_ms).toISOString().slice(0, 10)

/** Opens the gallery of a shop of that time zone, and begins it where there is none. A damaged one stays as it is. @throws Fault GALLERY_UNUSABLE, ERASURE_UNPROVED */
export function openGallery(file: string, storeKey: Buffer, net: Net, timezone: string): Gallery {
  let db: Database.Database | undefined
  try {
    db = openShared(file, STEPS)
    // What is deleted is overwritten at once, and nothing is put into files besides.
    db.pragma('secure_delete = ON')
    db.pragma('temp_store = MEMORY')
    return new Gallery(file, db, storeKey, net, timezone)
  } catch (thrown) {
    db?.close()
    throw thrown instanceof Fault ? thrown : new Fault('GALLERY_UNUSABLE', { file, why: why(thrown) }, thrown)
  }
}
