import type { Metres, Ms } from '../../config/units.ts'
import { MODELS, type Model } from './models.ts'
import type { Person } from './person.ts'
import type { Random } from './random.ts'

export interface Phone {
  readonly person: Person
  readonly model: Model
  /** The address of the next burst, 6 bytes. */
  readonly address: Uint8Array
  /** 0 … 4095, of the next frame. */
  sequence: number
  nextMs: Ms
}

/** A few probe requests in a row, as a phone sends them when it looks for networks. */
export interface Burst {
  readonly atMs: Ms
  readonly model: Model
  readonly address: Uint8Array
  readonly sequence: number
  readonly frames: number
  readonly x: Metres
  readonly y: Metres
}

/** The phones of the people in the shop. Every address is made up here: locally administered, or under no maker's prefix. */
export class Phones {
  readonly #share: number
  readonly #random: Random
  readonly #phones: Phone[] = []

  constructor(share: number, random: Random) {
    this.#share = share
    this.#random = random
  }

  give(person: Person, nowMs: Ms): void {
    const random = this.#random
    const has = random.chance(this.#share)
    const model = random.pick(MODELS)
    const address = Uint8Array.from({ length: 6 }, () => random.below(256))
    address[0] = model.randomises ? (address[0] & 0xfc) | 0x02 : 0x00
    if (!model.randomises) address.set([0x00, 0x00], 1)
    const phone = { person, model, address, sequence: random.below(4096), nextMs: nowMs + random.between(500, 5000) }
    if (has) this.#phones.push(phone)
  }

  take(person: Person): void {
    const at = this.#phones.findIndex(phone => phone.person === person)
    if (at >= 0) this.#phones.splice(at, 1)
  }

  /** Appends to `into` what is sent up to now. */
  send(nowMs: Ms, into: Burst[]): void {
    const random = this.#random
    for (const phone of this.#phones) {
      if (phone.nextMs > nowMs) continue
      const { model, address, person, sequence } = phone
      const frames = 2 + random.below(3)
      into.push({ atMs: nowMs, model, address: address.slice(), sequence, frames, x: person.x, y: person.y })
      phone.sequence = (sequence + frames) & 0xfff
      phone.nextMs = nowMs + model.everyMs * random.between(0.5, 1.5)
      if (model.randomises && model.renews) renew(phone, random)
    }
  }
}

/** A new address with nothing in common with the last: its sequence numbers begin anew, too. */
function renew(phone: Phone, random: Random): void {
  for (let i = 0; i < 6; i++) phone.address[i] = random.below(256)
  phone.address[0] = (phone.address[0] & 0xfc) | 0x02
  phone.sequence = random.below(4096)
}
