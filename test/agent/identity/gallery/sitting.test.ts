import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Look, NotAllowed } from '../../../../agent/identity/faces/faces.ts'
import { REASONS } from '../../../../agent/identity/faces/quality.ts'
import type { Liveness } from '../../../../agent/identity/faces/relief.ts'
import { admit } from '../../../../agent/identity/gallery/admission.ts'
import type { Gallery } from '../../../../agent/identity/gallery/gallery.ts'
import { ADVICE, advice } from '../../../../agent/identity/gallery/hint.ts'
import { Registrar } from '../../../../agent/identity/gallery/registrar.ts'
import { Sitting } from '../../../../agent/identity/gallery/sitting.ts'
import { Gate } from '../../../../agent/identity/gate.ts'
import { takeIn } from '../../../../agent/identity/intake.ts'
import type { Ledger } from '../../../../agent/identity/ledger.ts'
import type { Face } from '../../../../agent/vision/face.ts'
import type { Picture } from '../../../../agent/vision/picture.ts'
import { consentToken, NOW, revocationsToken, signer, withdrawalToken } from '../issuer.ts'
import { ledgerOf } from '../shop.ts'
import { galleryOf, template } from './shop.ts'

const LAW = { level: 'members', jurisdiction: 'eu', purposes: ['welcome'], staleMs: 86_400_000 } as const
const KIOSK = { id: 'front', kioskMs: 180_000, purposes: ['welcome'] } as const
const PICTURE: Picture = { layout: 'rgb', width: 2, height: 2, pixels: new Uint8Array(12) }
const face = (width: number): Face => ({ x: 0, y: 0, width, height: width, score: 0.9, keypoints: [] })

let folder: string
let ledger: Ledger
let gallery: Gallery
let gate: Gate
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aisle-sitting-'))
  ledger = ledgerOf()
  gallery = galleryOf(join(folder, 'gallery.db'))
  gate = new Gate(ledger, LAW)
  await takeIn(ledger, await revocationsToken(1, []), NOW)
})
afterEach(() => {
  gallery.close()
  ledger.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A worker that sees the faces that it is told, and asks the gate as the true one does. */
function worker(faces: readonly Face[]) {
  const released: Look[] = []
  let looks = 0
  return {
    faces,
    released,
    embedded: () => looks,
    look: async () => ({ faces, kept: 1 }),
    release: async (look: Look) => void released.push(look),
    embed: async (given: object, bearer: { sensor: string; track: number }, _: Look, __: Face, nowMs: number) => {
      if (!gate.holds(given, bearer, nowMs)) throw new NotAllowed()
      const numbers = template(1).map((value, i) => value + (i === looks % 100 ? 0.1 : 0))
      looks++
      return { numbers, worth: 1, lacks: [] }
    },
  }
}

async function sitting(faces: readonly Face[], token?: string) {
  const admitted = await admit(token ?? (await consentToken()), ledger, gate, KIOSK, NOW)
  if ('refused' in admitted) throw new Error(admitted.refused)
  const looking = worker(faces)
  return { looking, sitting: new Sitting(looking, admitted, new Registrar(ledger, gallery)) }
}

test.each([
  [[], 'no-face'],
  [[100, 60], 'not-alone'],
] as const)('of faces %j wide nobody is looked at: %s', async (widths, hint) => {
  const { sitting: one, looking } = await sitting(widths.map(face))
  expect(await one.see(PICTURE, NOW, NOW)).toMatchObject({ state: 'look', have: 0, lacks: [hint] })
  expect(looking.released).toHaveLength(1)
})

test('before a depth camera only looks at a living face count, and what it measured is wiped each time', async () => {
  const admitted = await admit(await consentToken(), ledger, gate, KIOSK, NOW)
  if ('refused' in admitted) throw new Error(admitted.refused)
  const seen: (Liveness | 'wiped')[] = []
  let lives: Liveness = 'flat'
  const looking = worker([face(100)])
  const one = new Sitting(looking, admitted, new Registrar(ledger, gallery), () => ({
    judge: () => {
      seen.push(lives)
      return lives
    },
    wipe: () => void seen.push('wiped'),
  }))
  for (lives of ['flat', 'unknown'] as const)
    expect(await one.see(PICTURE, NOW, NOW)).toMatchObject({ have: 0, lacks: ['not-alive'] })
  expect(looking.embedded()).toBe(0)
  lives = 'live'
  expect(await one.see(PICTURE, NOW, NOW)).toMatchObject({ have: 1, lacks: [] })
  expect(seen).toEqual(['flat', 'wiped', 'unknown', 'wiped', 'live', 'wiped'])
})

test('with somebody far behind the foremost is enrolled, and every picture is given back', async () => {
  const { sitting: one, looking } = await sitting([face(40), face(100)])
  let last: unknown
  for (let i = 0; i < 8; i++) last = await one.see(PICTURE, NOW + 1000 * i, NOW + 1000 * i)
  expect(last).toMatchObject({ state: 'enrolled' })
  expect(looking.released).toHaveLength(8)
  expect(gallery.size).toBe(1)
})

test('nobody is looked at any more once the consent is taken back or the session is over', async () => {
  const { sitting: one } = await sitting([face(100)])
  await one.see(PICTURE, NOW, NOW)
  await expect(one.see(PICTURE, NOW + 1, NOW + 180_000)).rejects.toThrow(NotAllowed)
  await takeIn(ledger, await withdrawalToken(ledger.all()[0].receipt), NOW)
  await expect(one.see(PICTURE, NOW + 1000, NOW + 1000)).rejects.toThrow(NotAllowed)
})

test('nobody is let before the camera without a consent that is good, and one that is there already may be shown again', async () => {
  const refused = async (token: string) => {
    const answer = await admit(token, ledger, gate, KIOSK, NOW)
    return 'refused' in answer ? answer.refused : 'let in'
  }
  const token = await consentToken({ jti: 'receipt-first' })
  expect(await refused(token)).toBe('let in')
  expect(await refused(token)).toBe('let in')
  expect(await refused(await consentToken({}, signer('k1')))).toBe('bad-signature')
  expect(await refused(await withdrawalToken('receipt-other'))).toBe('wrong-type')
  expect(await refused('nothing')).toBe('malformed')
  expect(await refused(await consentToken({ sub: 'member-0009', purposes: ['measure'] }))).toBe('purpose-not-agreed')
  expect(await refused(await consentToken({ sub: 'member-0008', jurisdiction: 'us' }))).toBe('consent-elsewhere')
  ledger.withdraw('receipt-first', 'member', NOW)
  expect(await refused(token)).toBe('consent-withdrawn')
})

test('there is advice for everything that can be lacking', () => {
  for (const reason of REASONS) expect(ADVICE[reason].length).toBeGreaterThan(8)
  expect(advice(['too-small', 'too-dark'])).toBe('come nearer; more light on the face')
})
