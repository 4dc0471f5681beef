import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { SensorReading } from '../../agent/health/readings.ts'
import { type Tried, wellOf } from '../../agent/health/trial.ts'
import { type Run, runs } from '../../agent/runs.ts'
import type { Config } from '../../config/config.ts'
import { Fault } from '../../config/fault.ts'
import { digestOf, putInForce, stage } from '../../config/staged.ts'

let file: string
let folder: string
let told: string[]
let stop: AbortController
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aisle-runs-'))
  file = join(folder, 'store.yaml')
  writeFileSync(file, 'former')
  told = []
  stop = new AbortController()
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Agents that do as their configuration says; `former` puts `next` in force once, then waits to be stopped. */
function all(next: string, trialMs = 60_000) {
  let isAsked = false
  return runs(file, {
    trialMs,
    signal: stop.signal,
    load: path => readFileSync(path, 'utf8') as unknown as Config,
    warn: fault => told.push(`${fault.code}: ${fault.details.why}`),
    ended: () => told.push('ended'),
    async start({ config, file: { restart, returned, isOnTrial }, signal, onOnline, warn }: Run) {
      const what = String(config)
      told.push(returned ? `${what} after ${returned.digest === digestOf(next)}` : what)
      if (what === 'fails') throw new Error('port taken')
      if (what === 'hangs') return new Promise<never>(() => {})
      if (what === 'stepped') setTimeout(restart, 20)
      else if (what === 'refused') {
        warn(new Fault('STORE_FULL', { why: 'of no broker' }))
        warn(new Fault('BROKER_UNREACHABLE', { why: 'ECONNREFUSED' }))
        warn(new Fault('BROKER_REFUSED', { why: 'Not authorized' }))
        warn(new Fault('STORE_FULL', { why: 'of no broker' }))
      } else if (what !== 'silent') onOnline()
      if (what === 'next') {
        expect(isOnTrial()).toBe(true)
        setTimeout(() => told.push(isOnTrial() ? 'on trial' : 'held'))
      }
      if (what === 'former' && !isAsked) {
        isAsked = true
        putInForce(file, stage(file, next))
        setImmediate(restart)
      } else if (what === 'former' || what === 'next') setTimeout(() => stop.abort(), 20)
      const stopped = new Promise<{ waiting: number; embedded: number }>(resolve =>
        signal.addEventListener('abort', () => resolve({ waiting: 0, embedded: 0 })),
      )
      return { stopped, sensors: () => [] }
    },
  })
}
const left = () => readFileSync(file, 'utf8')

test('another configuration comes into force, and holds where the broker lets the agent in', async () => {
  await all('next')
  expect([told, left()]).toEqual([['former', 'ended', 'next', 'held', 'ended'], 'next'])
  expect(() => readFileSync(`${file}.trial`)).toThrow()
})

test('where the agent does not start with it, it goes on with the former one and says why', async () => {
  await all('fails')
  expect(told).toEqual(['former', 'ended', 'fails', 'CONFIG_RETURNED: port taken', 'former after true', 'ended'])
  expect([left(), readFileSync(`${file}.refused`, 'utf8')]).toEqual(['former', 'fails'])
})

test('and so where the broker does not let it in: nobody could ask it for another', async () => {
  await all('silent', 50)
  expect(told.slice(2)).toEqual([
    'silent',
    'ended',
    'CONFIG_RETURNED: the broker has not let the agent in for 0.05 s',
    'former after true',
    'ended',
  ])
  expect(left()).toBe('former')
})

test('the last that the broker said is told with it', async () => {
  await all('refused', 50)
  expect(told).toContain('CONFIG_RETURNED: the broker has not let the agent in for 0.05 s: Not authorized')
})

test('one that begins anew before the broker has let it in is still on trial', async () => {
  let tries = 0
  putInForce(file, stage(file, 'next'))
  await runs(file, {
    signal: stop.signal,
    load: path => readFileSync(path, 'utf8') as unknown as Config,
    warn: fault => told.push(fault.code),
    ended: () => told.push('ended'),
    async start({ config, file: { restart }, signal, onOnline }: Run) {
      told.push(`${config} ${existsSync(`${file}.trial`) ? 'on trial' : 'holds'}`)
      if (tries++ === 0) setImmediate(restart)
      else {
        onOnline()
        setTimeout(() => stop.abort(), 20)
      }
      const stopped = new Promise<{ waiting: number; embedded: number }>(resolve =>
        signal.addEventListener('abort', () => resolve({ waiting: 0, embedded: 0 })),
      )
      return { stopped, sensors: () => [] }
    },
  })
  expect(told).toEqual(['next on trial', 'ended', 'next on trial', 'ended'])
  expect(existsSync(`${file}.trial`)).toBe(false)
})

test('an end before that is no proof that it holds: begun anew by itself, it is on trial still', async () => {
  await all('stepped')
  expect(told).toEqual([
    ...['former', 'ended', 'stepped', 'ended', 'stepped', 'ended'],
    'CONFIG_RETURNED: the agent ended twice before it held',
    ...['former after true', 'ended'],
  ])
  expect(left()).toBe('former')
})

test('and so where it fails by itself afterwards: what was begun beside it ends before the former one begins', async () => {
  putInForce(file, stage(file, 'next'))
  let first: AbortSignal | undefined
  await runs(file, {
    signal: stop.signal,
    load: path => readFileSync(path, 'utf8') as unknown as Config,
    warn: fault => told.push(`${fault.code}: ${fault.details.why}`),
    ended: () => told.push('ended'),
    async start({ config, signal }: Run) {
      told.push(`${config}, ${first?.aborted ?? 'nothing'} before`)
      if (first) stop.abort()
      first ??= signal
      const over = Promise.resolve({ waiting: 0, embedded: 0 })
      return {
        stopped: config === ('next' as unknown) ? Promise.reject(new Error('disk gone')) : over,
        sensors: () => [],
      }
    },
  })
  expect(told).toEqual(['next, nothing before', 'CONFIG_RETURNED: disk gone', 'former, true before', 'ended'])
})

test('and so where its start never comes to an end', async () => {
  await all('hangs', 50)
  expect(told.slice(2)).toEqual([
    'hangs',
    'CONFIG_RETURNED: the broker has not let the agent in for 0.05 s',
    'former after true',
    'ended',
  ])
})

/** Agents that the broker lets in at once; `former` puts `next` in force once its sensors are well, `next` has sensors as given. */
function lookAfter(next: (passedMs: number) => Tried[], trialMs = 60_000) {
  let isAsked = false
  return runs(file, {
    trialMs,
    signal: stop.signal,
    load: path => readFileSync(path, 'utf8') as unknown as Config,
    warn: fault => told.push(`${fault.code}: ${fault.details.why}`),
    ended: () => told.push('ended'),
    async start({ config, file: { restart, isOnTrial }, signal, onOnline }: Run) {
      const what = String(config)
      told.push(what)
      onOnline()
      const beganMs = performance.now()
      const was: Tried[] = [
        { id: 'west', kind: 'camera', state: 'well', delivered: 9 },
        { id: 'east', kind: 'camera', state: 'failed', delivered: 0 },
        till,
      ]
      if (what === 'former' && !isAsked) {
        isAsked = true
        putInForce(file, stage(file, 'next'), { well: wellOf(was) })
        setImmediate(restart)
      } else if (what === 'former') setTimeout(() => stop.abort(), 20)
      const sensors = () => (what === 'former' ? was : next(performance.now() - beganMs)) as SensorReading[]
      if (what === 'next')
        void vi
          .waitFor(() => expect(isOnTrial()).toBe(false), 60_000)
          .then(
            () => {
              told.push('held')
              stop.abort()
            },
            () => {},
          )
      const stopped = new Promise<{ waiting: number; embedded: number }>(resolve =>
        signal.addEventListener('abort', () => resolve({ waiting: 0, embedded: 0 })),
      )
      return { stopped, sensors }
    },
  })
}

const west: Tried = { id: 'west', kind: 'camera', state: 'well', delivered: 1 }
const till: Tried = { id: 'till', kind: 'scanner', state: 'well', delivered: 0 }

test('it holds once every sensor that was well before is well again, and none that was not is waited for', async () => {
  const east: Tried = { id: 'east', kind: 'camera', state: 'failed', delivered: 0, cause: 'SOURCE_LOST' }
  await lookAfter(passedMs => [passedMs < 300 ? { ...west, state: 'awaited', delivered: 0 } : west, east, till])
  expect([told, left()]).toEqual([['former', 'ended', 'next', 'held', 'ended'], 'next'])
})

test.each<[string, Tried, string]>([
  ['is not there', { ...west, state: 'failed', cause: 'SOURCE_LOST' }, 'it is failed (SOURCE_LOST)'],
  ['delivers nothing', { ...west, state: 'awaited', delivered: 0 }, 'it has delivered nothing'],
  ['has pictures that nobody can look at', { ...west, state: 'well', delivered: 0 }, 'it is well'],
])('where a camera that was well %s it returns to the former one, and says which', async (_, one, how) => {
  await lookAfter(() => [one, till], 400)
  expect(told).toEqual([
    'former',
    'ended',
    'next',
    'ended',
    `CONFIG_RETURNED: west was well before, and now ${how}`,
    'former',
    'ended',
  ])
  expect([left(), readFileSync(`${file}.refused`, 'utf8')]).toEqual(['former', 'next'])
})

test('a scanner that is not there is missed, too; a sensor that the configuration does not name is not', async () => {
  await lookAfter(() => [{ ...till, state: 'failed', cause: 'SOURCE_REFUSED' }], 400)
  expect(told).toContain('CONFIG_RETURNED: till was well before, and now it is failed (SOURCE_REFUSED)')
})

test('so is one that does not open', async () => {
  await lookAfter(() => [{ ...till, state: 'awaited' }], 400)
  expect(told).toContain('CONFIG_RETURNED: till was well before, and now it does not open')
})

test('which sensors were well outlives the process: killed in the trial, the next one misses the same', async () => {
  putInForce(file, stage(file, 'next'), { well: ['west'] })
  const script = fileURLToPath(new URL('trial.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', script, file], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(JSON.parse(readFileSync(`${file}.trial`, 'utf8'))).toMatchObject({ tries: 1, well: ['west'] })
  await lookAfter(() => [{ ...west, state: 'failed', cause: 'SOURCE_LOST' }], 400)
  // The former one has a trial of its own in this test, which it was not put to.
  expect(told.slice(0, 3)).toEqual([
    'next',
    'ended',
    'CONFIG_RETURNED: west was well before, and now it is failed (SOURCE_LOST)',
  ])
}, 60_000)

test('what fails without having been put in force just now is told, and nothing is replaced', async () => {
  writeFileSync(file, 'fails')
  await expect(all('next')).rejects.toThrow('port taken')
  expect([told, left()]).toEqual([['fails'], 'fails'])
})

test('where the process died over it twice, the next start returns to the former one', async () => {
  putInForce(file, stage(file, 'fails'))
  writeFileSync(`${file}.trial`, JSON.stringify({ digest: digestOf('fails'), tries: 2 }))
  await all('fails')
  expect(told.slice(0, 2)).toEqual(['CONFIG_RETURNED: the agent ended twice before it held', 'former after true'])
})
