import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Faces, NotAllowed } from '../../../../agent/identity/faces/faces.ts'
import { mean } from '../../../../agent/identity/faces/mean.ts'
import { ANYTHING } from '../../../../agent/identity/faces/quality.ts'
import { LIMITS } from '../../../../agent/identity/faces/rule.ts'
import { type MemberFact, memberFacts } from '../../../../agent/identity/gallery/fact.ts'
import { type Around, Recogniser } from '../../../../agent/identity/gallery/recogniser.ts'
import { Registrar } from '../../../../agent/identity/gallery/registrar.ts'
import { type Authorisation, Gate } from '../../../../agent/identity/gate.ts'
import { takeIn } from '../../../../agent/identity/intake.ts'
import { type Permit, permitOfLane, permitOfPass } from '../../../../agent/identity/permit.ts'
import type { Face } from '../../../../agent/vision/face.ts'
import { readPhotograph } from '../../../../agent/vision/photograph.ts'
import { locate } from '../../../../models/locate.ts'
import { describeWith, models, recordings } from '../../../needs.ts'
import { consentToken, DAY, NOW, passOf, revocationsToken } from '../issuer.ts'
import { ledgerOf } from '../shop.ts'
import { galleryOf, template } from './shop.ts'

const signals = { lanes: new Set(['lane']), permitMs: 15_000 }
const bearer = { sensor: 'floor', track: 7 }
const FACE: Face = { x: 0, y: 0, width: 1, height: 1, score: 1, keypoints: [] }
const BY = { sensor: 'desk', track: 1 }
const LOOK = { faces: [FACE], kept: 1 }
/** Two who hear of members, and call them and their receipts by names of their own. */
const pseudonyms = {
  of: (member: string) => ['crm', 'till'].map(audience => ({ audience, member: `${audience}-${member}` })),
  receipt: (audience: string, receipt: string) => `${audience}-${receipt}`,
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aisle-recogniser-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A shop whose members have consents; `shown` is the face that the worker sees next. */
async function open(members: readonly string[], more: Partial<Around> = {}) {
  const ledger = ledgerOf(join(folder, 'consent.db'))
  await takeIn(ledger, await revocationsToken(1, []), NOW)
  for (const sub of members) await takeIn(ledger, await consentToken({ sub, jti: `receipt-${sub}` }), NOW)
  const gate = new Gate(ledger, { level: 'members', jurisdiction: 'eu', purposes: ['welcome'], staleMs: DAY })
  const gallery = galleryOf(join(folder, 'gallery.db'))
  const told: MemberFact[] = []
  const worker = { shown: 0, made: [] as Float32Array[] }
  const faces = {
    embed: async () => {
      const numbers = template(worker.shown)
      worker.made.push(numbers)
      return { lacks: [], worth: 1, numbers }
    },
  }
  const around: Around = {
    faces,
    gate,
    gallery,
    pseudonyms,
    demand: 'code-without-depth',
    tell: fact => told.push(fact),
    ...more,
  }
  const recogniser = new Recogniser(around)
  const ask = async (permit: Permit | undefined) => (await gate.ask(permit, 'welcome', NOW)) as Authorisation
  const pass = async (sub: string, whose = bearer) =>
    ask(permitOfPass(await passOf({ sub }), 'till', whose, NOW, signals))
  const lane = () => ask(permitOfLane('lane', bearer, NOW, signals))
  const see = async (given: Authorisation, alive: 'live' | 'unknown' | 'flat' = 'unknown') => {
    let outcome = await recogniser.see(given, BY, LOOK, FACE, alive, NOW, 'visit-000001')
    while (outcome === 'looking') outcome = await recogniser.see(given, BY, LOOK, FACE, alive, NOW, 'visit-000001')
    return outcome
  }
  const close = () => {
    recogniser.close()
    gallery.close()
    ledger.close()
  }
  return { ledger, gate, gallery, told, worker, recogniser, pass, lane, see, close }
}

const member = (n: number) => `member-000${n}`
const enrolled = (n: number) => ({ member: member(n), receipt: `receipt-${member(n)}` })

test('a member with a code is told to each subscriber by its own pseudonym, and all numbers are wiped', async () => {
  const { gallery, worker, told, pass, see, close } = await open([member(1)])
  gallery.put(enrolled(1), template(1), 8, NOW)
  worker.shown = 1
  expect(await see(await pass(member(1)))).toBe('recognised')
  expect(told.map(fact => [fact.kind, fact.audience, fact.member])).toEqual([
    ['member.recognised', 'crm', 'crm-member-0001'],
    ['member.recognised', 'till', 'till-member-0001'],
  ])
  expect(told[0]).toMatchObject({
    receipt: 'crm-receipt-member-0001',
    purpose: 'welcome',
    place: { kind: 'scanner', id: 'till' },
  })
  expect(JSON.stringify(told)).not.toMatch(/distance|score|similar/i)
  expect(worker.made).toHaveLength(3)
  expect(worker.made.every(numbers => numbers.every(value => value === 0))).toBe(true)
  close()
})

test('of whoever was recognised it is known on which day they enrolled, and of nobody else', async () => {
  const { gallery, worker, recogniser, pass, lane, see, close } = await open([member(1), member(2)])
  for (const n of [1, 2]) gallery.put(enrolled(n), template(n), 8, NOW - 10 * n * DAY)
  const dayOf = async (given: Authorisation) => {
    await see(given, 'live')
    return recogniser.enrolledOn(given)
  }
  worker.shown = 1
  expect(await dayOf(await pass(member(1)))).toBe(new Date(NOW - 10 * DAY).toISOString().slice(0, 10))
  expect(await dayOf(await pass(member(2)))).toBeUndefined()
  worker.shown = 2
  expect(await dayOf(await lane())).toBe(new Date(NOW - 20 * DAY).toISOString().slice(0, 10))
  close()
})

test('whoever shows the code of another is nobody, and who is like one that is no candidate is not made another', async () => {
  const { gallery, worker, told, pass, lane, see, close } = await open([member(1)])
  for (const n of [1, 2]) gallery.put(enrolled(n), template(n), 8, NOW)
  worker.shown = 2
  expect(await see(await pass(member(1)))).toBe('nobody')
  expect(await see(await lane(), 'live')).toBe('nobody')
  expect(told).toEqual([])
  close()
})

test('without a code and without a living face nothing is even embedded; a flat face never is', async () => {
  const { gallery, worker, pass, lane, see, close } = await open([member(1)])
  gallery.put(enrolled(1), template(1), 8, NOW)
  worker.shown = 1
  expect(await see(await lane())).toBe('not-enough')
  expect(await see(await pass(member(1)), 'flat')).toBe('not-enough')
  expect(worker.made).toEqual([])
  expect(await see(await lane(), 'live')).toBe('recognised')
  close()
})

test('an authorisation is decided once, and looks that led nowhere are wiped when it is over', async () => {
  const { gallery, worker, recogniser, pass, see, close } = await open([member(1)])
  gallery.put(enrolled(1), template(1), 8, NOW)
  const given = await pass(member(1))
  expect(await recogniser.see(given, BY, LOOK, FACE, 'unknown', NOW)).toBe('looking')
  recogniser.tick(NOW + 60_000)
  expect(worker.made[0].every(value => value === 0)).toBe(true)
  expect(await see(given)).toBe('over')
  close()
})

test('who is erased, or takes the consent back, while they are looked at is not named', async () => {
  const { gallery, ledger, gate, worker, told, pass, recogniser, close } = await open([member(1), member(2)])
  for (const n of [1, 2]) gallery.put(enrolled(n), template(n), 8, NOW)
  const confirm = gate.confirm.bind(gate)
  worker.shown = 1
  const given = await pass(member(1))
  // The race: between the answer of the gate and the telling.
  gate.confirm = async (...args) => {
    const answer = await confirm(...args)
    gallery.erase(member(1))
    return answer
  }
  for (const outcome of ['looking', 'looking', 'nobody'])
    expect(await recogniser.see(given, BY, LOOK, FACE, 'unknown', NOW)).toBe(outcome)
  gate.confirm = confirm
  worker.shown = 2
  const second = await pass(member(2))
  for (const _ of [1, 2]) await recogniser.see(second, BY, LOOK, FACE, 'unknown', NOW)
  ledger.withdraw('receipt-member-0002', 'member', NOW)
  expect(await recogniser.see(second, BY, LOOK, FACE, 'unknown', NOW)).toBe('refused')
  expect(told).toEqual([])
  close()
})

test('it was not them: all who heard of it hear that, once, and a look of the same kind names nobody from then on', async () => {
  const { gallery, ledger, worker, told, pass, see, close } = await open([member(1)])
  // Near enough, but only just.
  const limit = LIMITS[0.001] + 0.5 * 0.42 - 0.005
  let near = template(1)
  for (let w = 0; Math.hypot(...near.map((value, i) => value - template(1)[i])) < limit; w += 0.001)
    near = mean([template(1), template(2)], [1, w])!
  gallery.put(enrolled(1), near, 8, NOW)
  worker.shown = 1
  expect(await see(await pass(member(1)))).toBe('recognised')
  const heard = told as Extract<MemberFact, { kind: 'member.recognised' }>[]
  const numbers = Object.fromEntries(heard.map(({ audience, recognition }) => [audience, recognition]))
  expect(numbers.crm).not.toBe(numbers.till)
  expect(heard[0].receipt).not.toBe(heard[1].receipt)

  const registrar = new Registrar(ledger, gallery)
  const retract = (number: string, atMs = NOW) => registrar.retract(number, 'staff', ['crm', 'till'], atMs)
  const forged = `${numbers.crm.slice(0, -2)}${numbers.crm.endsWith('AA') ? 'BA' : 'AA'}`
  for (const number of ['no-such-recognition', '', forged, 'A'.repeat(22)]) expect(retract(number)).toBe('unknown')
  expect(retract(numbers.crm, NOW + 86_400_001)).toBe('unknown')
  expect(gallery.list()).toMatchObject([{ mistakes: 0 }])
  // Whichever of them says so, and however often.
  expect([numbers.till, numbers.crm, numbers.till].map(number => retract(number))).toEqual([
    'retracted',
    'again',
    'again',
  ])
  const [logged] = ledger.audit.after(ledger.audit.head.sequence - 1, 1)
  expect(logged.entry).toEqual({
    kind: 'retracted',
    atMs: NOW,
    receipt: 'receipt-member-0001',
    by: 'staff',
    sequence: logged.sequence,
  })
  expect(memberFacts(logged, ledger.whom(logged.sequence)!, pseudonyms)).toEqual(
    ['crm', 'till'].map(audience => ({
      kind: 'member.retracted',
      atMs: NOW,
      audience,
      member: `${audience}-member-0001`,
      recognition: numbers[audience],
      by: 'staff',
    })),
  )
  expect(gallery.list()).toMatchObject([{ mistakes: 1 }])
  expect(await see(await pass(member(1)))).toBe('nobody')
  gallery.erase(member(1))
  expect(retract(numbers.crm)).toBe('unknown')
  close()
})

describeWith(['recordings', 'model mediapipe-full', 'model dlib'], 'over photographs of members and strangers', () => {
  test('nobody without a permit is embedded, strangers are nobody, and the files hold nothing of any face', async () => {
    const people = readdirSync(recordings('faces', 'lfw'))
      .map(name => readdirSync(recordings('faces', 'lfw', name)).map(file => recordings('faces', 'lfw', name, file)))
      .filter(files => files.length >= 4)
    const [mine, ...strangers] = people.slice(0, 6)
    const setup = await open([member(1)])
    const { gate, gallery, told, pass } = setup
    const faces = await Faces.start(await locate('mediapipe-full', models()), await locate('dlib', models()), gate)
    const tell = (fact: MemberFact) => void told.push(fact)
    const recogniser = new Recogniser({ faces, gate, gallery, pseudonyms, demand: 'code-without-depth', tell })
    const made: Float32Array[] = []
    const looked = async (
      file: string,
      given: Authorisation | undefined,
      use: (...of: Parameters<Faces['embed']>) => Promise<unknown>,
    ) => {
      const { picture } = await readPhotograph(file)
      const look = await faces.look(picture, 0.5, true)
      const face = look.faces.toSorted((a, b) => b.width - a.width)[0]
      try {
        return face && (await use(given!, bearer, look, face, NOW, ANYTHING))
      } finally {
        await faces.release(look)
      }
    }
    const kiosk = await pass(member(1))
    for (const file of mine.slice(0, -1))
      await looked(file, kiosk, async (...of) => {
        const { numbers } = await faces.embed(...of)
        if (numbers) made.push(numbers)
      })
    gallery.put(
      enrolled(1),
      mean(
        made,
        made.map(() => 1),
      )!,
      made.length,
      NOW,
    )
    const enrolling = await faces.embeddedInAll()

    // Strangers pass by without a permit, and one tries with that of somebody else's track.
    for (const files of strangers)
      for (const file of files.slice(0, 2)) {
        await expect(looked(file, undefined, (...of) => faces.embed(...of))).rejects.toThrow(NotAllowed)
        const foreign = (given: Authorisation, _: unknown, ...of: unknown[]) =>
          faces.embed(given, { ...bearer, track: 8 }, ...(of as [never, never, number]))
        await expect(looked(file, kiosk, foreign as never)).rejects.toThrow(NotAllowed)
      }
    expect(await faces.embeddedInAll()).toBe(enrolling)

    // Each stranger with the member's code; then the member.
    const outcome = async (file: string) => {
      const given = await pass(member(1))
      let last: unknown
      for (let i = 0; i < 3; i++)
        last = await looked(file, given, (_, __, look, face) => recogniser.see(given, BY, look, face, 'unknown', NOW))
      return last
    }
    for (const files of strangers) expect(await outcome(files[0])).not.toBe('recognised')
    expect(told).toEqual([])
    expect(await outcome(mine.at(-1)!)).toBe('recognised')
    expect(told).toHaveLength(2)

    const numbers = Buffer.from(made[0].buffer, made[0].byteOffset, 32)
    for (const name of readdirSync(folder)) {
      const bytes = readFileSync(join(folder, name))
      expect(bytes.includes(numbers), name).toBe(false)
      if (name.startsWith('gallery')) expect(bytes.includes('member-'), name).toBe(false)
    }
    recogniser.close()
    await faces.close()
    setup.close()
  }, 120_000)
})
