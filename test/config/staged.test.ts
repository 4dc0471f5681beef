import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { digestOf, held, putInForce, returnToFormer, stage, standing, wellBefore } from '../../config/staged.ts'
import { describeWith } from '../needs.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aisle-staged-'))
  file = join(folder, 'store.yaml')
  writeFileSync(file, 'former', { mode: 0o640 })
})
afterEach(() => rmSync(folder, { recursive: true }))

const read = (end = '') => readFileSync(file + end, 'utf8')
const mode = (end = '') => statSync(file + end).mode & 0o777

test('what is staged changes nothing until it is put in force, and is read by whoever reads the one in force until then', () => {
  const digest = stage(file, 'new')
  expect(digest).toBe(digestOf('new'))
  expect([read(), read('.staged'), mode('.staged'), standing(file)]).toEqual(['former', 'new', 0o640, 'held'])
  expect(putInForce(file, digest)).toEqual({ digest, former: digestOf('former') })
  expect([read(), read('.previous'), mode(), existsSync(`${file}.staged`)]).toEqual(['new', 'former', 0o640, false])
})

test('only what was staged last is put in force, and only once', () => {
  const first = stage(file, 'first')
  const second = stage(file, 'second')
  expect(() => putInForce(file, first)).toThrow(/CONFIG_NOT_STAGED|another digest/)
  expect(read()).toBe('former')
  putInForce(file, second)
  expect(() => putInForce(file, second)).toThrow(/under that digest: there is nothing/)
  // It goes over the broker: nothing of the disk.
  for (const digest of [first, second]) expect(() => putInForce(file, digest)).not.toThrow(folder)
})

test('an agent that dies over it twice has the former one again at the third start, and the other lies beside', () => {
  putInForce(file, stage(file, 'deadly'))
  expect([standing(file), standing(file), standing(file)]).toEqual(['trial', 'trial', 'fatal'])
  const { digest, refused } = returnToFormer(file)
  expect([digest, readFileSync(refused, 'utf8'), read()]).toEqual([digestOf('deadly'), 'deadly', 'former'])
  expect(standing(file)).toBe('held')
})

test('whoever writes the file by hand meanwhile has put it in force for good', () => {
  putInForce(file, stage(file, 'new'))
  writeFileSync(file, 'by hand')
  expect([standing(file), read()]).toEqual(['held', 'by hand'])
})

test('which sensors were well is kept as long as it is on trial, whatever else is in the note', () => {
  putInForce(file, stage(file, 'new'), { well: ['west', 'ears'] })
  standing(file)
  expect(wellBefore(file)).toEqual(['west', 'ears'])
  for (const well of [undefined, 'west', { 0: 'west' }, [7, 'west']]) {
    writeFileSync(`${file}.trial`, JSON.stringify({ digest: digestOf('new'), tries: 0, well }))
    expect([standing(file), wellBefore(file)]).toEqual(['trial', Array.isArray(well) ? ['west'] : []])
  }
  held(file)
  expect(wellBefore(file)).toEqual([])
})

test('a link to the file stays a link', () => {
  const link = join(folder, 'link.yaml')
  symlinkSync(file, link)
  putInForce(link, stage(link, 'new'))
  expect([readFileSync(link, 'utf8'), read(), read('.previous')]).toEqual(['new', 'new', 'former'])
})

test('of two in a row the last that held is the one to return to, with the sensors that were well under it', () => {
  putInForce(file, stage(file, 'second'), { well: ['west'] })
  expect(standing(file)).toBe('trial')
  putInForce(file, stage(file, 'third'), { well: [] })
  expect([wellBefore(file), standing(file)]).toEqual([['west'], 'trial'])
  returnToFormer(file)
  expect([read(), read('.refused'), standing(file)]).toEqual(['former', 'third', 'held'])
})

test('where the power goes before the second gets there, the first is on trial still', () => {
  putInForce(file, stage(file, 'second'))
  putInForce(file, stage(file, 'third'))
  writeFileSync(file, 'second')
  expect(standing(file)).toBe('trial')
})

test('what is broken is never returned to, and kept as one that did not hold', () => {
  putInForce(file, stage(file, 'good'))
  held(file)
  writeFileSync(file, 'broken')
  putInForce(file, stage(file, 'new'), { isBroken: true })
  expect([read('.previous'), read('.refused'), standing(file)]).toEqual(['former', 'broken', 'trial'])
  returnToFormer(file)
  expect(read()).toBe('former')
})

test('a note that cannot be read is one of what is in force', () => {
  const forms = ['', '{', 'null', '[]', '{"digest":7}']
  for (const form of forms) {
    putInForce(file, stage(file, 'new'))
    writeFileSync(`${file}.trial`, form)
    expect([standing(file), standing(file), standing(file)]).toEqual(['trial', 'trial', 'fatal'])
    expect(returnToFormer(file)).toMatchObject({ digest: digestOf('new') })
  }
  putInForce(file, stage(file, 'new'))
  // Of root it is read all the same, and says so.
  chmodSync(`${file}.trial`, 0)
  expect(standing(file)).toBe('trial')
})

test('through any course of trials the last that held is kept until another holds, and the one before it for going back', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('apply', 'holds', 'fails'), { maxLength: 8 }), course => {
      for (const end of ['.previous', '.earlier', '.trial', '.refused']) rmSync(file + end, { force: true })
      writeFileSync(file, '0')
      let [last, before, trial]: (string | undefined)[] = ['0', undefined, undefined]
      course.forEach((step, i) => {
        if (step === 'apply') putInForce(file, stage(file, (trial = `${i + 1}`)))
        else if (trial !== undefined && step === 'holds') {
          held(file)
          ;[before, last, trial] = [last, trial, undefined]
        } else if (trial !== undefined) {
          returnToFormer(file)
          trial = undefined
        }
        expect([read(), existsSync(`${file}.trial`)]).toEqual([trial ?? last, trial !== undefined])
        if (existsSync(`${file}.previous`))
          expect(read('.previous')).toBe(trial === undefined ? (before ?? last) : last)
      })
    }),
    { numRuns: 20 },
  )
})

describeWith(['root'], 'as root', () => {
  test('all that is laid beside it is of the user and group of the file, who can read it', () => {
    chownSync(file, 65534, 65533)
    const owned = (end: string) => {
      const { uid, gid, mode } = statSync(file + end)
      return [end, uid, gid, (mode & 0o777).toString(8)]
    }
    const digest = stage(file, 'new')
    expect(owned('.staged')).toEqual(['.staged', 65534, 65533, '640'])
    putInForce(file, digest)
    for (const end of ['', '.previous', '.trial']) expect(owned(end)).toEqual([end, 65534, 65533, '640'])
    returnToFormer(file)
    for (const end of ['', '.refused']) expect(owned(end)).toEqual([end, 65534, 65533, '640'])
  })
})
