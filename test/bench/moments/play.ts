import type { Ms } from '../../../config/units.ts'
import { Random } from '../../../drivers/simulated/random.ts'
import { buys, type Contact, contact, HELP_MS, REWARD } from './contact.ts'
import { day, type Kind } from './shop.ts'
import { type Stay, type Visitor, visitAt } from './visitor.ts'
import { sale, type Word, words } from './word.ts'

/** Somebody stands at a place, and may be approached now. What is hidden of them is no business of a rule. */
export interface Look {
  readonly visitor: Visitor
  readonly stay: Stay
  /** Which of their stays it is, from 0. */
  readonly at: number
  readonly nowMs: Ms
  /** Contacts that they have had in this visit. */
  readonly contacts: readonly Contact[]
}

/** Whatever decides whom to approach. */
export interface Rule {
  /** Whether to send somebody to them now. */
  approaches(look: Look): boolean
  /** Somebody says what became of a contact. */
  hear?(word: Word): void
  /** Time passes. */
  tick?(nowMs: Ms): void
}

/** What came of one day. */
export interface Tally {
  visitors: number
  sales: number
  /** What the contacts were worth as they came out, and what they were worth on average over what chance made of them. */
  reward: number
  expected: number
  contacts: number
  helped: number
  /** Visitors who wished to be left alone, and those of them to whom somebody was sent. */
  alone: number
  disturbed: number
}

/** How often a rule is asked of each visitor. */
export const LOOK_MS: Ms = 5000

/** One day of the simulated shop under a rule. */
export function play(seed: number, number: number, kind: Kind, rule: Rule): Tally {
  const visitors = day(seed, number, kind)
  const looks = visitors.flatMap(looksOf).sort((a, b) => a.nowMs - b.nowMs)
  const chance = new Random(seed, `words ${number}`)
  const pending: Word[] = []
  const contactsOf = new Map<Visitor, Contact[]>()
  const tally: Tally = {
    visitors: visitors.length,
    sales: 0,
    reward: 0,
    expected: 0,
    contacts: 0,
    helped: 0,
    alone: 0,
    disturbed: 0,
  }
  const none: Contact[] = []
  for (const { visitor, stay, at, nowMs } of looks) {
    for (; pending.length > 0 && pending[0]!.arrivesMs <= nowMs; pending.shift()) rule.hear?.(pending[0]!)
    const contacts = contactsOf.get(visitor) ?? none
    const last = contacts.at(-1)
    // Gone, or with whoever was sent.
    if (last && (last.leaves || nowMs < last.atMs + (last.became === 'helped' ? HELP_MS : 0))) continue
    rule.tick?.(nowMs)
    if (!rule.approaches({ visitor, stay, at, nowMs, contacts })) continue
    const made = contact(visitor, stay, nowMs)
    if (contacts === none) contactsOf.set(visitor, [made])
    else contacts.push(made)
    tally.contacts++
    tally.reward += REWARD[made.became]
    tally.expected += made.expected
    if (made.became === 'missed') continue
    if (made.became === 'helped') tally.helped++
    pending.push(...words(chance, visitAt(visitor, at), stay.place, made.became, made.atMs))
    pending.sort((a, b) => a.arrivesMs - b.arrivesMs)
  }
  for (const word of pending) rule.hear?.(word)
  for (const visitor of visitors) {
    const contacts = contactsOf.get(visitor) ?? none
    if (buys(visitor, contacts)) {
      tally.sales++
      const visits = new Set(visitor.stays.map((_, at) => visitAt(visitor, at)))
      for (const visit of visits) rule.hear?.(sale(visit, visitor.endedMs))
    }
    if (visitor.wish !== 'alone') continue
    tally.alone++
    if (contacts.length > 0) tally.disturbed++
  }
  return tally
}

/** Every look at a visitor of whom nobody takes any notice. */
export function looksOf(visitor: Visitor): Omit<Look, 'contacts'>[] {
  return visitor.stays.flatMap((stay, at) => {
    const looks: Omit<Look, 'contacts'>[] = []
    for (let nowMs = stay.fromMs + LOOK_MS; nowMs < stay.toMs; nowMs += LOOK_MS)
      looks.push({ visitor, stay, at, nowMs })
    return looks
  })
}
