import type { Campaign } from '../../config/scanners.ts'
import type { Ms } from '../../config/units.ts'
import type { Random } from './random.ts'
import type { Scene } from './scene.ts'

export interface CodeScanned {
  readonly scanner: string
  readonly atMs: Ms
  readonly text: string
}

/** Codes of the staff are no codes of shoppers. */
export function badgesOf(campaigns: readonly Campaign[]): Campaign[] {
  return campaigns.filter(({ kind }) => !SHOPPING.has(kind))
}

const SHOPPING = new Set<string>(['coupon', 'product', 'pass'])
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
/** Share of codes that belong to no campaign. */
const STRANGE = 0.15

/** What shoppers show to the scanners. */
export class Codes {
  readonly #scanners: Scene['scanners']
  readonly #campaigns: readonly Campaign[]
  readonly #badges: readonly Campaign[]
  readonly #random: Random
  #shown: CodeScanned[] = []

  constructor({ scanners, campaigns }: Pick<Scene, 'scanners' | 'campaigns'>, random: Random) {
    this.#scanners = scanners
    this.#campaigns = campaigns.filter(({ kind }) => SHOPPING.has(kind))
    this.#badges = badgesOf(campaigns)
    this.#random = random
  }

  /** Somebody shows some codes, one after the other: to a scanner of the zone where they stand, to any where it has none. */
  show(codes: number, nowMs: Ms, zone?: string): void {
    if (this.#scanners.length === 0) return
    const near = this.#scanners.filter(scanner => scanner.zone === zone)
    for (let i = 0; i < codes; i++) {
      const scanner = this.#random.pick(near.length > 0 ? near : this.#scanners).id
      this.#shown.push({ scanner, atMs: nowMs + 1000 + 1500 * i, text: this.#text() })
    }
  }

  /** A member of staff shows a badge. */
  badge(scanner: string, nowMs: Ms): void {
    if (this.#badges.length > 0)
      this.#shown.push({ scanner, atMs: nowMs + 1000, text: this.#codeOf(this.#random.pick(this.#badges)) })
  }

  /** Moves what has been read by now to `into`. */
  read(nowMs: Ms, into: CodeScanned[]): void {
    if (!this.#shown.some(({ atMs }) => atMs <= nowMs)) return
    into.push(...this.#shown.filter(({ atMs }) => atMs <= nowMs))
    this.#shown = this.#shown.filter(({ atMs }) => atMs > nowMs)
  }

  #text(): string {
    const random = this.#random
    if (this.#campaigns.length === 0 || random.chance(STRANGE))
      return Array.from({ length: 13 }, () => random.below(10)).join('')
    return this.#codeOf(random.pick(this.#campaigns))
  }

  #codeOf({ prefix }: Campaign): string {
    return prefix + Array.from({ length: 8 }, () => this.#random.pick([...LETTERS])).join('')
  }
}
