import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Contact } from '../../../agent/moments/contacts.ts'
import { FEATURES, features } from '../../../agent/moments/features.ts'
import { keep, recall } from '../../../agent/moments/keeper.ts'
import { read, write } from '../../../agent/moments/kept.ts'
import { Learner } from '../../../agent/moments/learner.ts'
import { SOMEBODY } from './situation.ts'

const x = features({ ...SOMEBODY, staysBefore: 2 }, new Float64Array(FEATURES.length))

function learned(touchpoints: readonly string[]) {
  const learner = new Learner(touchpoints)
  const open: Contact[] = [0, 1, 2, 3, 4].map(i => ({
    visit: `visit-${i}`,
    touchpoint: touchpoints[i % touchpoints.length]!,
    atMs: 1000 * i,
    features: x.slice(),
    probability: 0.6,
    ...(i < 3 && { saidMs: 2000 * i, outcome: i === 0 ? ('declined' as const) : ('helped' as const) }),
    isLearned: i < 2,
  }))
  for (const contact of open) learner.learn(contact, 5000)
  learner.usual.see(x)
  learner.bar.pass(true, 0.2)
  learner.alarm.since = 12
  learner.rest.pass(false, 5000)
  Object.assign(learner.covariates, { isFound: true, batches: 30, fromMs: 4000, suspect: 2 })
  for (const name of ['mean', 'variance'] as const) learner.covariates[name].set(x)
  learner.covariates.row.set([2, -1])
  learner.test.see(0.6, false)
  Object.assign(learner.rest, { untilMs: 9000, fromMs: 8000, isResting: true })
  return { learner, open }
}

const TOUCHPOINTS = ['wall-shelf', 'till']
const guess = (learner: Learner, touchpoint: string) => ({ ...learner.guess(x, touchpoint) })

describe('what is kept', () => {
  test('comes back as it was', () => {
    const was = learned(TOUCHPOINTS)
    const text = write(was)
    const is = read(text, TOUCHPOINTS)
    if ('unfit' in is) throw new Error(is.unfit)
    expect(is.learner.model.belief).toEqual(was.learner.model.belief)
    expect(is.learner.bar).toEqual(was.learner.bar)
    expect(is.learner.alarm).toEqual(was.learner.alarm)
    expect(is.learner.usual).toEqual(was.learner.usual)
    expect(is.learner.rest).toEqual(was.learner.rest)
    expect(is.learner.covariates).toEqual(was.learner.covariates)
    expect(is.learner.test).toEqual(was.learner.test)
    expect(is.open).toEqual(was.open)
    expect(write(is)).toBe(text)
  })

  test('comes back without an alarm where there was none', () => {
    const was = learned(TOUCHPOINTS)
    was.learner.alarm.since = Number.POSITIVE_INFINITY
    const is = read(write(was), TOUCHPOINTS)
    if ('unfit' in is) throw new Error(is.unfit)
    expect(is.learner.alarm).toEqual(was.learner.alarm)
  })

  /** The file, with something else in it, and its checksum right. */
  function rewritten(change: (body: Record<string, unknown>) => void): string {
    const { version, body } = JSON.parse(write(learned(TOUCHPOINTS)))
    change(body)
    const sha256 = createHash('sha256').update(JSON.stringify(body)).digest('hex')
    return JSON.stringify({ version, sha256, body })
  }

  test.each(['rest', 'covariates'] as const)('comes back from a file of before %s was kept', name => {
    const text = rewritten(body => delete body[name])
    const is = read(text, TOUCHPOINTS)
    if ('unfit' in is) throw new Error(is.unfit)
    expect(is.learner[name]).toEqual(new Learner([])[name])
  })

  test.each(['mean', 'variance', 'row'])('is not used where %s of what visitors do has too few numbers', name => {
    const text = rewritten(body => Object.assign(body['covariates'] as object, { [name]: 'AAAA' }))
    expect(read(text, TOUCHPOINTS)).toEqual({ unfit: 'numbers are missing in it, or are none' })
  })

  test('of the batch of visits that is being filled nothing is kept, for it may be of a single one', () => {
    const was = learned(TOUCHPOINTS)
    const text = write(was)
    was.learner.covariates.see(x)
    was.learner.covariates.pass(0)
    expect(write(was)).toBe(text)
  })

  test('is kept of touchpoints that stay, wherever they stand in the list, and begun of those that are new', () => {
    const was = learned(TOUCHPOINTS)
    const is = read(write(was), ['desk', 'till', 'wall-shelf'])
    if ('unfit' in is) throw new Error(is.unfit)
    for (const touchpoint of TOUCHPOINTS) {
      const [a, b] = [guess(is.learner, touchpoint), guess(was.learner, touchpoint)]
      expect(a.score).toBeCloseTo(b.score, 12)
      expect(a.deviation).toBeCloseTo(b.deviation, 12)
    }
    const alone = guess(is.learner, 'nowhere')
    expect(guess(is.learner, 'desk').deviation).toBeGreaterThan(alone.deviation)
  })

  test('wherever a letter of it is another, it is said to be damaged', () => {
    const text = write(learned(TOUCHPOINTS)).trimEnd()
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.integer({ min: 33, max: 126 }), (at, code) => {
        const letter = String.fromCharCode(code)
        fc.pre(text[at] !== letter)
        expect(read(text.slice(0, at) + letter + text.slice(at + 1), TOUCHPOINTS)).toHaveProperty('unfit')
      }),
    )
  })

  test('cut off, empty, of another version or something else altogether, it is not used, and why is said', () => {
    const text = write(learned(TOUCHPOINTS))
    for (const wrong of ['', '{}', 'null', '[]', '7', text.slice(0, 500), text.slice(0, -3)])
      expect(read(wrong, TOUCHPOINTS)).toHaveProperty('unfit')
    expect(read(text.replace('"version":1', '"version":2'), TOUCHPOINTS)).toEqual({
      unfit: 'it is of version 2, not 1',
    })
    fc.assert(fc.property(fc.string(), other => void expect(read(other, TOUCHPOINTS)).toHaveProperty('unfit')))
    fc.assert(fc.property(fc.json(), other => void expect(read(other, TOUCHPOINTS)).toHaveProperty('unfit')))
  })
})

describe('the file', () => {
  let folder: string
  let file: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'aisle-moments-'))
    file = join(folder, 'moments.json')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  test('where there is none, any shop is begun with, and nothing is told', () => {
    const is = recall(file, TOUCHPOINTS, 0)
    expect(is.notice).toBeUndefined()
    expect(is.learner.model.belief).toEqual(new Learner(TOUCHPOINTS).model.belief)
  })

  test('damaged, it is set aside and told, and any shop is begun with', () => {
    keep(file, learned(TOUCHPOINTS))
    writeFileSync(file, readFileSync(file, 'utf8').replace('"outcomes":3', '"outcomes":4'))
    const is = recall(file, TOUCHPOINTS, 0)
    expect(is.notice?.code).toBe('MOMENTS_UNFIT')
    expect(is.notice?.message).toMatch(/checksum/)
    expect(is.learner.outcomes).toBe(0)
    expect(is.learner.model.belief).toEqual(new Learner(TOUCHPOINTS).model.belief)
    expect(readdirSync(folder)).toEqual(['moments.json.unfit-1970-01-01T00-00-00-000Z'])
    keep(file, is)
    expect(recall(file, TOUCHPOINTS, 0).notice).toBeUndefined()
  })

  test('after kill -9 at any moment it is whole, and nothing is missing that was said to be kept', async () => {
    const writer = fileURLToPath(new URL('writer.ts', import.meta.url))
    for (let round = 0; round < 3; round++) {
      const child = spawn(process.execPath, ['--import', 'tsx', writer, file], { stdio: ['ignore', 'pipe', 'inherit'] })
      let kept = ''
      child.stdout.on('data', data => void (kept += data))
      while (kept.split('\n').length < 10) await delay(5)
      await delay(7 * round)
      child.kill('SIGKILL')
      await new Promise(resolve => child.on('close', resolve))
      const { learner, notice } = recall(file, TOUCHPOINTS, 0)
      expect(notice).toBeUndefined()
      expect(learner.outcomes).toBeGreaterThanOrEqual(Number(kept.trim().split('\n').at(-1)))
    }
  })
})
