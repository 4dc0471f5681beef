import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { digestOf, held, putInForce, returnToFormer, stage, standing, wellBefore } from '../../config/staged.ts'

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

test('what is staged changes nothing until it is put in force, and is read by its owner alone until then', () => {
  const digest = stage(file, 'new')
  expect(digest).toBe(digestOf('new'))
  expect([read(), read('.staged'), mode('.staged'), standing(file)]).toEqual(['former', 'new', 0o600, 'held'])
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
  putInForce(file, stage(file, 'new'), ['west', 'ears'])
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
