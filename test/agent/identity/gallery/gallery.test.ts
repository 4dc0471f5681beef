import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { traces } from '../../../../agent/identity/gallery/traces.ts'
import { galleryOf, memberOf, NET, template } from './shop.ts'

const DAY = 86_400_000
let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aisle-gallery-'))
  file = join(folder, 'gallery.db')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const apart = (a: Float32Array, b: Float32Array) => Math.hypot(...a.map((value, i) => value - b[i]))
const onDisk = () => readdirSync(folder).map(name => readFileSync(join(folder, name)))
const bytesOf = (numbers: Float32Array) => Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength)

test('whoever was put in is found, in this run and the next, by numbers that no longer look like theirs', () => {
  let gallery = galleryOf(file)
  for (let seed = 0; seed < 50; seed++) gallery.put(memberOf(seed), template(seed), 5, DAY + 5000)
  for (const _ of ['this run', 'the next']) {
    const query = template(9)
    const found = gallery.nearest(query)!
    expect(found).toMatchObject({ ...memberOf(9), mistakes: 0 })
    expect(found.distance).toBeLessThan(1e-5)
    const others = Array.from({ length: 50 }, (_, seed) => (seed === 9 ? 9 : apart(template(seed), query)))
    expect(found.secondDistance).toBeCloseTo(Math.min(...others), 4)
    expect(query).toEqual(template(9))
    gallery.close()
    gallery = galleryOf(file)
  }
  expect(gallery.list()).toHaveLength(50)
  expect(gallery.list()[9]).toEqual({ ...memberOf(9), enrolledOn: '1970-01-02', crops: 5, mistakes: 0, isStale: false })
  gallery.close()
})

test.each([
  ['Europe/Vienna', '2026-06-02'],
  ['America/Los_Angeles', '2026-06-01'],
])('the day on which somebody enrolled is that of the clock on the wall, in %s', (timezone, enrolledOn) => {
  const gallery = galleryOf(file, NET, 7, timezone)
  gallery.put(memberOf(1), template(1), 5, Date.parse('2026-06-01T22:30:00Z'))
  const found = [gallery.list()[0], gallery.nearest(template(1)), gallery.compare(memberOf(1).member, template(1))]
  for (const one of found) expect(one).toMatchObject({ enrolledOn })
  gallery.close()
})

test('on the disk there is neither a template, turned or not, nor a pseudonym, nor the number of a receipt', () => {
  const gallery = galleryOf(file)
  gallery.put(memberOf(1), template(1), 5, 0)
  const all = onDisk()
  expect(all.length).toBeGreaterThan(1)
  const piece = bytesOf(template(1)).subarray(0, 16)
  for (const bytes of all)
    for (const secret of [memberOf(1).member, memberOf(1).receipt, piece, 'member-'])
      expect(bytes.includes(secret)).toBe(false)
  expect(statSync(file).mode & 0o077).toBe(0)
  gallery.close()
})

test('one member is compared alone, and nobody else', () => {
  const gallery = galleryOf(file)
  gallery.put(memberOf(1), template(1), 5, 0)
  gallery.put(memberOf(2), template(2), 5, 0)
  expect(gallery.compare(memberOf(2).member, template(1))!.distance).toBeCloseTo(apart(template(1), template(2)), 5)
  expect(gallery.compare('member-nobody', template(1))).toBeUndefined()
  gallery.close()
})

test('under another key nothing opens, and what a bit was changed of does not either', () => {
  const first = galleryOf(file)
  first.put(memberOf(1), template(1), 5, 0)
  first.close()
  const other = galleryOf(file, undefined, 8)
  expect(other.size).toBe(0)
  expect(other.list()).toEqual([])
  expect(other.unreadable).toBe(1)
  other.close()
  const blobs = ['tag', 'wrapped', 'whose', 'sealed'] as const
  fc.assert(
    fc.property(fc.constantFrom(...blobs), fc.nat(), fc.integer({ min: 1, max: 255 }), (column, at, flip) => {
      const raw = new Database(file)
      const was = raw.prepare(`SELECT ${column} FROM template`).pluck().get() as Buffer
      const changed = Buffer.from(was)
      changed[at % was.length] ^= flip
      const set = raw.prepare(`UPDATE template SET ${column} = ?, stamp = stamp + 1`)
      set.run(changed)
      const gallery = galleryOf(file)
      expect(gallery.size).toBe(0)
      expect(gallery.nearest(template(1))).toBeUndefined()
      gallery.close()
      set.run(was)
      raw.close()
    }),
    { numRuns: 8 },
  )
})

test('a row moved to another member, or said to be of another net, is nobody', () => {
  const gallery = galleryOf(file)
  for (const seed of [1, 2]) gallery.put(memberOf(seed), template(seed), 5, 0)
  gallery.close()
  const raw = new Database(file)
  raw.exec(
    `UPDATE template SET (wrapped, whose, sealed) = (SELECT wrapped, whose, sealed FROM template WHERE id = 2) WHERE id = 1`,
  )
  raw.exec(`UPDATE template SET version = 'two' WHERE id = 2`)
  raw.close()
  for (const version of ['one', 'two']) {
    const after = galleryOf(file, { model: 'dlib', version })
    expect(after.size).toBe(0)
    after.close()
  }
})

test('a template of another net never matches, and is told to be stale until its member enrols again', () => {
  const old = galleryOf(file)
  old.put(memberOf(1), template(1), 5, 0)
  old.close()
  const gallery = galleryOf(file, { model: 'dlib', version: 'two' })
  expect(gallery.nearest(template(1))).toBeUndefined()
  expect(gallery.compare(memberOf(1).member, template(1))).toBeUndefined()
  expect(gallery.list()).toMatchObject([{ ...memberOf(1), isStale: true }])
  gallery.put(memberOf(1), template(2), 5, 0)
  expect(gallery.list()).toMatchObject([{ ...memberOf(1), isStale: false }])
  expect(gallery.nearest(template(2))).toMatchObject(memberOf(1))
  gallery.close()
})

test('erasing leaves nothing of one and all of the others, and proves it', () => {
  const gallery = galleryOf(file)
  for (let seed = 0; seed < 20; seed++) gallery.put(memberOf(seed), template(seed), 5, 0)
  const raw = new Database(file)
  const rows = raw.prepare('SELECT tag, wrapped, whose, sealed FROM template').all() as Record<string, Buffer>[]
  raw.close()
  const blobs = rows.map(row => Object.values(row))
  expect(traces(file, blobs[4]).found.length).toBeGreaterThan(0)
  const proof = gallery.erase(memberOf(4).member)!
  expect(proof).toMatchObject({ found: [] })
  expect(proof.bytes).toBeGreaterThan(4096)
  expect(traces(file, blobs[4]).found).toEqual([])
  for (const bytes of onDisk()) for (const blob of blobs[4]) expect(bytes.includes(blob.subarray(0, 12))).toBe(false)
  for (const [seed, of] of blobs.entries()) if (seed !== 4) expect(traces(file, of).found.length).toBeGreaterThan(0)
  expect(gallery.nearest(template(4))?.member).not.toBe(memberOf(4).member)
  expect(gallery.list()).toHaveLength(19)
  expect(gallery.erase(memberOf(4).member)).toBeUndefined()
  gallery.close()
})

test('the proof would find a piece of it wherever it were left', () => {
  const needle = Buffer.from(Array.from({ length: 64 }, (_, i) => (i * 37 + 11) & 255))
  fc.assert(
    fc.property(fc.nat(1 << 20), fc.nat(3), (at, piece) => {
      const bytes = Buffer.alloc((1 << 20) + 64)
      needle.copy(bytes, at, piece * 16, piece * 16 + 16)
      writeFileSync(`${file}-wal`, bytes)
      expect(traces(file, [needle]).found).toEqual([`${file}-wal`])
    }),
    { numRuns: 8 },
  )
  writeFileSync(`${file}-wal`, Buffer.alloc(1 << 20))
  expect(traces(file, [needle]).found).toEqual([])
})

test('what one program erases or enrols, another knows before it answers next', () => {
  const [agent, tool] = [galleryOf(file), galleryOf(file)]
  tool.put(memberOf(1), template(1), 5, 0)
  expect(agent.nearest(template(1))).toMatchObject(memberOf(1))
  tool.mistake(memberOf(1).member)
  expect(agent.nearest(template(1))).toMatchObject({ mistakes: 1 })
  tool.erase(memberOf(1).member)
  expect(agent.nearest(template(1))).toBeUndefined()
  for (const gallery of [agent, tool]) gallery.close()
})

test('a match that ran while its member was erased, or enrolled anew, names nobody', () => {
  const [agent, tool] = [galleryOf(file), galleryOf(file)]
  tool.put(memberOf(1), template(1), 5, 0)
  const found = agent.nearest(template(1))!
  expect(agent.whileKept(found, () => 'told')).toBe('told')
  // While it is told nobody else can erase: whoever tries waits, and then it has been told.
  agent.whileKept(found, () => expect(() => busy()).toThrow(/locked/))
  tool.put(memberOf(1), template(2), 5, 0)
  expect(agent.whileKept(found, () => 'told')).toBeUndefined()
  const again = agent.nearest(template(2))!
  tool.erase(memberOf(1).member)
  expect(agent.whileKept(again, () => 'told')).toBeUndefined()
  for (const gallery of [agent, tool]) gallery.close()

  function busy() {
    const raw = new Database(file, { timeout: 0 })
    try {
      raw.exec('DELETE FROM template')
    } finally {
      raw.close()
    }
  }
})

test('whatever is done in whatever order, it holds who was put in and not erased, as a plain map does', () => {
  const act = fc.record({
    what: fc.constantFrom('put', 'erase', 'mistake', 'reopen'),
    who: fc.nat(4),
    face: fc.nat(30),
  })
  let runs = 0
  fc.assert(
    fc.property(fc.array(act, { maxLength: 14 }), acts => {
      const path = join(folder, `${runs++}.db`)
      let gallery = galleryOf(path)
      const model = new Map<number, { face: number; mistakes: number }>()
      for (const { what, who, face } of acts) {
        const { member } = memberOf(who)
        const was = model.get(who)
        if (what === 'put') {
          gallery.put(memberOf(who), template(face), 5, 0)
          model.set(who, { face, mistakes: was?.mistakes ?? 0 })
        } else if (what === 'erase') {
          expect(gallery.erase(member) !== undefined).toBe(model.delete(who))
        } else if (what === 'mistake') {
          expect(gallery.mistake(member)).toBe(was !== undefined)
          if (was) was.mistakes++
        } else {
          gallery.close()
          gallery = galleryOf(path)
        }
        for (const [held, { face: of, mistakes }] of model)
          expect(gallery.compare(memberOf(held).member, template(of))).toMatchObject({
            distance: expect.closeTo(0, 4),
            mistakes,
          })
        expect(gallery.size).toBe(model.size)
      }
      gallery.close()
    }),
    { numRuns: 6 },
  )
}, 60_000)

test('a file that is no gallery is refused and left as it is', () => {
  writeFileSync(file, 'a diary\n'.repeat(2000))
  expect(() => galleryOf(file)).toThrow(expect.objectContaining({ code: 'GALLERY_UNUSABLE' }))
  expect(readFileSync(file, 'utf8')).toMatch(/^a diary/)
})
