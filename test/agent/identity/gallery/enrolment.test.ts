import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Consent } from '../../../../agent/identity/consent.ts'
import { Enrolment, LOOKS } from '../../../../agent/identity/gallery/enrolment.ts'
import type { Gallery } from '../../../../agent/identity/gallery/gallery.ts'
import { Registrar } from '../../../../agent/identity/gallery/registrar.ts'
import type { Ledger } from '../../../../agent/identity/ledger.ts'
import { Random } from '../../../../drivers/simulated/random.ts'
import { consentOf } from '../issuer.ts'
import { ledgerOf } from '../shop.ts'
import { galleryOf, template } from './shop.ts'

let folder: string
let gallery: Gallery
let ledger: Ledger
let registrar: Registrar
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aisle-enrol-'))
  gallery = galleryOf(join(folder, 'gallery.db'))
  ledger = ledgerOf()
  registrar = new Registrar(ledger, gallery)
})
afterEach(() => {
  ledger.close()
  gallery.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A look at a face: it, and noise of about 0.17. */
function look(face: number, seed: number): Float32Array {
  const random = new Random(seed, 'look')
  const noisy = template(face).map(value => value + random.between(-0.026, 0.026))
  const length = Math.hypot(...noisy)
  return noisy.map(value => value / length)
}

function enrol(consent: Consent, faces: readonly number[], from = 0) {
  const enrolment = new Enrolment(consent, registrar)
  const given = faces.map((face, i) => look(face, from + i))
  const said = given.map((numbers, i) => enrolment.see({ numbers, worth: 1, lacks: [] }, 1000 * i))
  return { said, last: said.at(-1), given }
}
const same = (face: number) => new Array<number>(LOOKS).fill(face)

test('enough good looks make a template that a new look is near to, and all that was collected is wiped', async () => {
  const consent = await consentOf({ sub: 'member-one-1' })
  const { said, given } = enrol(consent, same(1))
  expect(said.slice(0, 3)).toEqual([1, 2, 3].map(have => ({ state: 'look', have, of: LOOKS, lacks: [] })))
  expect(said.at(-1)).toEqual({ state: 'enrolled', receipt: consent.receipt })
  expect(given.every(numbers => numbers.every(value => value === 0))).toBe(true)
  const found = gallery.nearest(look(1, 99))!
  expect(found).toMatchObject({ member: 'member-one-1', receipt: consent.receipt })
  // Nearer than one look is to another, since the mean has less noise.
  expect(found.distance).toBeLessThan(Math.hypot(...look(1, 99).map((value, i) => value - look(1, 98)[i])))
})

test('a look that lacks something, or comes right after another, does not count, and it is said why', async () => {
  const enrolment = new Enrolment(await consentOf(), registrar)
  expect(enrolment.see({ numbers: undefined, worth: 0, lacks: ['blurred'] }, 0)).toMatchObject({
    have: 0,
    lacks: ['blurred'],
  })
  expect(enrolment.see({ numbers: look(1, 1), worth: 1, lacks: [] }, 1000)).toMatchObject({ have: 1 })
  const soon = look(1, 2)
  expect(enrolment.see({ numbers: soon, worth: 1, lacks: [] }, 1100)).toMatchObject({ have: 1 })
  expect(soon.every(value => value === 0)).toBe(true)
})

test('one stray look is left out, two people are refused', async () => {
  const consent = await consentOf({ sub: 'member-one-1' })
  expect(enrol(consent, [...same(1).slice(1), 2]).last).toMatchObject({ state: 'enrolled' })
  expect(gallery.list()).toMatchObject([{ crops: LOOKS - 1 }])
  expect(gallery.nearest(look(1, 99))!.distance).toBeLessThan(0.25)
  registrar.erase('member-one-1', 'asked', 0)
  expect(enrol(consent, [1, 1, 1, 1, 2, 2, 2, 2]).last).toEqual({ state: 'refused', why: 'not-one-person' })
  expect(gallery.list()).toEqual([])
})

test('the same face under another pseudonym is refused without a word on whose it is, and again under its own it is not', async () => {
  const first = await consentOf({ sub: 'member-one-1' })
  enrol(first, same(1))
  const { last } = enrol(await consentOf({ sub: 'member-two-2' }), same(1), 50)
  expect(last).toEqual({ state: 'refused', why: 'duplicate' })
  expect(enrol(first, same(1), 70).last).toMatchObject({ state: 'enrolled' })
  expect(enrol(await consentOf({ sub: 'member-two-2' }), same(2)).last).toMatchObject({ state: 'enrolled' })
  expect(enrol(first, same(2), 90).last).toEqual({ state: 'refused', why: 'duplicate' })
  expect(gallery.list()).toHaveLength(2)
})

test('without a consent none begins', async () => {
  const consent = await consentOf()
  expect(() => new Enrolment({ ...consent } as Consent, registrar)).toThrow(TypeError)
})

test('eight people are not one, however much their faces have in common', async () => {
  const common = template(1000)
  const faces = Array.from({ length: LOOKS }, (_, i) => {
    const one = template(2000 + i).map((value, k) => 0.92 * common[k] + 0.39 * value)
    const length = Math.hypot(...one)
    return one.map(value => value / length)
  })
  const enrolment = new Enrolment(await consentOf({ sub: 'member-0001' }), registrar)
  const said = faces.map((numbers, i) => enrolment.see({ numbers, worth: 1, lacks: [] }, 1000 * i))
  expect(said.at(-1)).toEqual({ state: 'refused', why: 'not-one-person' })
  expect(gallery.size).toBe(0)
})
