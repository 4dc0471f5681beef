import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Bearer } from '../../../agent/identity/permit.ts'
import { Relief } from '../../../agent/lanes/relief.ts'
import { type Around, Welcome } from '../../../agent/lanes/welcome.ts'
import { Floor } from '../../../config/floor.ts'
import { Identity } from '../../../config/identity.ts'
import { Models } from '../../../config/models.ts'

const depth = {
  id: 'depth-1',
  camera: 'desk',
  feed: { driver: 'recording', folder: 'depth', fps: 10 },
  intrinsics: { width: 4, height: 2, fx: 4, fy: 4, cx: 2, cy: 1 },
}

function identity(more: object): Identity {
  const key = { kid: 'k1', x: 'A'.repeat(43), validFrom: '2020-01-01T00:00:00Z', validUntil: '2090-01-01T00:00:00Z' }
  return Identity.parse({
    issuer: { id: 'crm', keys: [key] },
    controller: { name: 'Acme', contact: 'desk', policyUrl: 'https://acme.example/p', withdrawal: 'at any till' },
    permitSeconds: 10,
    gallery: { path: '/nowhere/gallery.db' },
    ...more,
  })
}

/** A shop with a marked lane, in which somebody stands; answers for whom the gate was asked, and when. */
function lane(more: object) {
  const asked: string[] = []
  const standing: Bearer[] = [{ sensor: 'floor', track: 7 }]
  const outline = [
    [0, 0],
    [8, 0],
    [8, 5],
  ]
  const zones = [
    { id: 'entry', kind: 'opt-in', outline },
    { id: 'aisle', outline },
  ]
  const members = {
    gate: undefined as never,
    level: 'members' as const,
    warm: async () => {},
    onAuthorised: () => {},
    stand: async (zone: string, { track }: Bearer, atMs: number) => void asked.push(`${zone} ${track} ${atMs}`),
  }
  const around: Around = {
    config: { floor: Floor.parse({ outline, zones }), models: Models.parse({}), cameras: [] },
    members,
    books: () => {
      throw new Error('nobody needs the gallery yet')
    },
    stages: {
      trackOf: () => 1,
      personOf: (_, track) => ({ sensor: 'floor', track: 100 + track }),
      standingIn: () => standing,
      journey: undefined as never,
    },
    tell: () => {},
    warn: () => {},
    now: () => 0,
  }
  return { welcome: new Welcome(around, identity(more)), asked, standing }
}

test('whoever stands in a marked lane is asked for once a permit, and nobody elsewhere', async () => {
  const { welcome, asked, standing } = lane({ faceDepth: [depth] })
  for (let atMs = 0; atMs <= 12_000; atMs += 1000) welcome.tick(atMs)
  expect(asked).toEqual(['entry 7 0', 'entry 7 10000'])
  standing.push({ sensor: 'floor', track: 8 })
  welcome.tick(13_000)
  expect(asked.at(-1)).toBe('entry 8 13000')
  expect(await welcome.close()).toBe(0)
  expect(await welcome.close()).toBeUndefined()
})

test.each([
  ['no depth camera sees faces', {}],
  ['a code is wanted always', { faceDepth: [depth], demand: 'code' }],
  ['a code is wanted besides', { faceDepth: [depth], demand: 'code-and-depth' }],
])('where %s a lane lets nobody be looked at', (_, more) => {
  const { welcome, asked } = lane(more)
  for (let atMs = 0; atMs <= 12_000; atMs += 1000) welcome.tick(atMs)
  expect(asked).toEqual([])
})

test('what a depth camera saw counts for a picture that was taken then, and is copied', () => {
  const relief = new Relief(identity({ faceDepth: [depth] }).faceDepth[0])
  const millimetres = Uint16Array.of(1, 2, 3, 4, 5, 6, 7, 8)
  expect(relief.at(1000)).toBeUndefined()
  relief.keep({ atMs: 1000, index: 0, width: 4, height: 2, millimetres })
  const seen = relief.at(1100)!
  millimetres.fill(0)
  relief.keep({ atMs: 1200, index: 1, width: 4, height: 2, millimetres })
  expect([...seen.millimetres]).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  expect(relief.at(849)).toBeUndefined()
  expect(relief.at(1351)).toBeUndefined()
  expect([...relief.at(1200)!.millimetres]).toEqual([0, 0, 0, 0, 0, 0, 0, 0])
})

test('what a depth camera saw is found however late the picture comes, of all that is kept the nearest in time', () => {
  const times = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(times, fc.integer({ min: -200, max: 3000 }), (steps, back) => {
      const relief = new Relief(identity({ faceDepth: [depth] }).faceDepth[0])
      const all: number[] = []
      for (const [index, step] of steps.entries()) {
        const atMs = (all.at(-1) ?? 10_000) + step
        all.push(atMs)
        relief.keep({ atMs, index, width: 2, height: 1, millimetres: Uint16Array.of(index, atMs & 0xffff) })
      }
      const wanted = all.at(-1)! - back
      const apart = Math.min(...all.slice(-8).map(atMs => Math.abs(atMs - wanted)))
      const found = relief.at(wanted)
      if (apart > 150) expect(found).toBeUndefined()
      else {
        expect(Math.abs(found!.atMs - wanted)).toBe(apart)
        expect([...found!.millimetres]).toEqual([found!.index, found!.atMs & 0xffff])
      }
    }),
  )
})
