import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { advised } from '../../../../agent/health/doctor/advice.ts'
import { monitor, readable } from '../../../../agent/health/doctor/place.ts'
import { admitted, delivering } from '../../../../agent/health/doctor/running.ts'
import { detected, first, floored, letIn, steady } from '../../../../agent/health/doctor/sensor.ts'
import type { Watched } from '../../../../agent/health/doctor/watch.ts'
import { Fault } from '../../../../config/fault.ts'

const folder = mkdtempSync(join(tmpdir(), 'aisle-place-'))
afterAll(() => rmSync(folder, { recursive: true }))

const camera = { id: 'desk', item: 'picture', isSteady: true, isRecording: false, patienceMs: 5000, looks: true }
const good: Watched = { firstMs: 300, ageMs: 40, isOpen: true, items: 30, watchedMs: 3000, quietMs: 100, looks: [] }
const lost = (fault: Fault) => ({ code: fault.code, why: fault.message })
const refused = new Fault('SOURCE_REFUSED', { sensor: 'desk', why: '401 Unauthorized', next: 'Check username.' })
const gone = new Fault('SOURCE_LOST', { sensor: 'desk', why: 'no picture for 3 s' })

test('who is refused fails at login, who is lost later does not', () => {
  const { firstMs: _, ageMs: __, ...none } = { ...good, isOpen: false, items: 0 }
  expect(letIn(camera, { ...none, lost: lost(refused) })).toEqual({
    mark: 'failed',
    found: '401 Unauthorized',
    next: 'Check username.',
  })
  expect(letIn(camera, { ...none, lost: lost(gone) }).mark).toBe('passed')
  expect(first(camera, { ...none, lost: lost(gone) })).toMatchObject({ mark: 'failed', found: 'no picture for 3 s' })
  expect(first(camera, none)).toMatchObject({ mark: 'failed', found: expect.stringContaining('none came in 5.0 s') })
})

test('old pictures are in doubt; a steady sensor that falls silent is frozen, one that is slow is not', () => {
  expect(first(camera, good).mark).toBe('passed')
  expect(first(camera, { ...good, ageMs: 9000 }).mark).toBe('doubtful')
  expect(steady(camera, good).found).toBe('30 in 3.0 s, 10.0 a second')
  expect(steady(camera, { ...good, items: 1, quietMs: 2900 }).mark).toBe('failed')
  expect(steady(camera, { ...good, quietMs: 2000 }).mark).toBe('failed')
  expect(steady(camera, { ...good, items: 3, quietMs: 1400 }).mark).toBe('passed')
  expect(steady(camera, { ...good, lost: lost(gone) }).mark).toBe('failed')
})

test('people who all stand off the plan put the calibration in doubt', () => {
  const look = (people: number, onFloor: number) => ({ tookMs: 34, people, onFloor })
  expect(detected({ ...good, looks: [look(1, 1), look(2, 0)] }).found).toBe(
    '2 looked at, 34 ms each; 2 people at a time',
  )
  expect(floored(camera, { ...good, looks: [look(1, 1), look(2, 0)] }).mark).toBe('passed')
  expect(floored(camera, { ...good, looks: [look(2, 0)] })).toMatchObject({
    mark: 'doubtful',
    next: 'Check the calibration: aislectl calibrate check --config FILE --camera desk --out desk.png',
  })
  expect(floored(camera, good)).toMatchObject({ mark: 'passed', found: expect.stringContaining('nobody was in view') })
  expect(detected(good).mark).toBe('failed')
})

test('of a running agent: who failed, who is frozen, who was refused', () => {
  const told = { id: 'desk', kind: 'camera', state: 'well', ageSeconds: 0.2, perSecond: 10 } as const
  expect(delivering(told, true)).toMatchObject({ mark: 'passed', found: 'last 0.2 s ago, 10.0 a second' })
  expect(delivering({ ...told, ageSeconds: 60 }, true).mark).toBe('failed')
  expect(delivering({ ...told, state: 'awaited', ageSeconds: undefined }, true).mark).toBe('failed')
  expect(delivering({ ...told, state: 'awaited', ageSeconds: undefined }, false).mark).toBe('doubtful')
  expect(delivering({ ...told, ageSeconds: undefined }, false)).toMatchObject({
    mark: 'passed',
    found: expect.stringContaining('nothing yet'),
  })
  expect(delivering({ ...told, state: 'failed', cause: gone.message }, true).found).toBe('failed: no picture for 3 s')
  expect(admitted({ ...told, state: 'failed', cause: refused.message })).toMatchObject({
    mark: 'failed',
    next: 'Check username.',
  })
})

test('a device that is not there, and an interface that hears only its own', () => {
  expect(readable(join(folder, 'none'))).toMatchObject({
    mark: 'failed',
    found: expect.stringContaining('is not there'),
  })
  const card = (name: string, type: string, flags: string) => {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, 'type'), `${type}\n`)
    writeFileSync(join(folder, name, 'flags'), `${flags}\n`)
    return monitor(name, folder)
  }
  expect(card('wlan0', '1', '0x1003')).toMatchObject({ mark: 'failed', next: expect.stringContaining('type monitor') })
  expect(card('wlan1', '803', '0x1002')).toMatchObject({ mark: 'failed', next: 'ip link set wlan1 up' })
  expect(card('wlan2', '803', '0x1003').mark).toBe('passed')
  expect(monitor('wlan9', folder).mark).toBe('failed')
})

test('a sentence of the catalogue is parted into what happened and what to do', () => {
  expect(advised(refused.message)).toEqual({ what: '401 Unauthorized', next: 'Check username.' })
  expect(advised('simply so')).toEqual({ what: 'simply so', next: undefined })
})

test('pictures that this machine leaves out are no fault of the camera, and the hops behind it are still proven', () => {
  const told = { id: 'desk', kind: 'camera', state: 'degraded', ageSeconds: 0.1, sinceSeconds: 80 } as const
  const shed = { ...told, cause: 'left out to keep to the budget: three of four pictures (when that began, …)' }
  expect(delivering(shed, true)).toMatchObject({
    mark: 'doubtful',
    found: expect.stringMatching(/^degraded for 80 s: left out to keep to the budget: three/),
    next: expect.stringMatching(/^This machine has too much to do: .*lower maxFps of desk/),
  })
  expect(delivering({ ...told, cause: 'drift: 9 in and 3 out. Walk over it again: aislectl walktest' }, true)).toEqual({
    mark: 'doubtful',
    found: 'degraded for 80 s: drift: 9 in and 3 out',
    next: 'Walk over it again: aislectl walktest',
  })
  // Frozen as well, or degraded by itself: then the camera is to be looked at.
  for (const bad of [
    { ...shed, ageSeconds: 60 },
    { ...told, cause: 'nothing changes in the picture' },
  ])
    expect(delivering(bad, true)).toMatchObject({ mark: 'failed', next: expect.stringMatching(/^Check its power/) })
})
