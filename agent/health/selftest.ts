import { X509Certificate } from 'node:crypto'
import { readFileSync, statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import type Database from 'better-sqlite3'
import type { Broker } from '../../config/broker.ts'
import type { Config } from '../../config/config.ts'
import { why } from '../../config/fault.ts'
import { dueMs, renewalOf } from '../../config/renewal.ts'
import type { Ms } from '../../config/units.ts'
import { cacheFolder, heldFor, judge } from '../../models/cache.ts'
import { weightNamed } from '../../models/registry.ts'
import { wantedModels } from './check/wanted.ts'
import { spared } from './doctor/spared.ts'
import type { Beat } from './pulse.ts'

/** What a test found, and what to do where it did not pass. */
export interface Test {
  readonly check: string
  readonly passed: boolean
  readonly found: string
  readonly next?: string
}

const DAY_MS: Ms = 86_400_000
/** A certificate that somebody sees to by hand, and is good for less than this, is to be renewed. */
const SOON_DAYS = 14
/** A camera delivers several pictures a second. */
const FRESH_MS: Ms = 10_000
const SLOW_MS = 2000
/** A broker that has not acknowledged by then does not. */
const TRIP_MS = 10_000

/** A row is written, and is on the disk. */
export function testStore(db: Database.Database, nowMs: Ms): Test {
  const next = 'Free some space, check the disk (smartctl, dmesg) and the permissions of outbox.path.'
  if (db.memory)
    return { check: 'store', passed: false, found: 'it lives in memory: the disk had no room for it', next }
  const beganMs = performance.now()
  try {
    db.prepare(
      `INSERT INTO counter (name, value) VALUES ('selftest', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    ).run(Math.round(nowMs))
  } catch (thrown) {
    return { check: 'store', passed: false, found: why(thrown), next }
  }
  const tookMs = performance.now() - beganMs
  const found = `written and on the disk in ${tookMs.toFixed(1)} ms`
  return tookMs <= SLOW_MS
    ? { check: 'store', passed: true, found }
    : {
        check: 'store',
        passed: false,
        found,
        next: 'The disk is very slow: check it (smartctl, iostat), or replace it.',
      }
}

/** The events that the outbox may still hold have room. */
export function testDisk(db: Database.Database, maxMegabytes: number): Test {
  const check = 'disk'
  try {
    const { bavail, bsize } = statfsSync(dirname(db.name))
    const free = (bavail * bsize) / 1e6
    const pragma = (name: string) => db.pragma(name, { simple: true }) as number
    const wanted = Math.max(0, maxMegabytes - (pragma('page_count') * pragma('page_size')) / 1e6)
    const found = `${free.toFixed(0)} MB free, of which the outbox may take ${wanted.toFixed(0)}`
    if (free >= wanted) return { check, passed: true, found }
    return { check, passed: false, found, next: 'Free some space, or lower outbox.maxMegabytes.' }
  } catch (thrown) {
    return { check, passed: false, found: why(thrown), next: 'Check outbox.path and its folder.' }
  }
}

/** `trip` resolves with whether the broker acknowledged a message. */
export async function testBroker(trip: () => Promise<boolean>): Promise<Test> {
  const beganMs = performance.now()
  let late: NodeJS.Timeout | undefined
  const isThere = await Promise.race([
    trip(),
    new Promise<false>(resolve => (late = setTimeout(() => resolve(false), TRIP_MS))),
  ])
  clearTimeout(late)
  const found = isThere ? `there and back in ${(performance.now() - beganMs).toFixed(0)} ms` : 'it did not acknowledge'
  if (isThere) return { check: 'broker', passed: true, found }
  return {
    check: 'broker',
    passed: false,
    found,
    next: 'It may hang: see that it answers others, or restart it. Else check that it lets this agent write (its ACL), and the network.',
  }
}

/** Every sensor is well; cameras, which deliver all the time, lately. */
export function testSensors(beats: readonly Beat[], { cameras, depth, identity }: Config, nowMs: Ms): Test[] {
  const steady = new Set([...cameras, ...depth, ...(identity?.faceDepth ?? [])].map(({ id }) => id))
  return beats.map(({ id, state, lastMs, cause }) => {
    const check = `sensor ${id}`
    const ageMs = lastMs === undefined ? undefined : nowMs - lastMs
    const age = ageMs === undefined ? 'nothing yet' : `last ${(ageMs / 1000).toFixed(1)} s ago`
    const found = `${state}, ${age}`
    const isFresh = !steady.has(id) || state === 'ended' || (ageMs !== undefined && ageMs <= FRESH_MS)
    if (isFresh && state !== 'failed' && state !== 'degraded') return { check, passed: true, found }
    // Other causes may name hosts, and this is told to whoever asks over the broker.
    const other = isFresh && state === 'degraded' ? spared(id, cause) : undefined
    if (other) return { check, passed: false, found: `${found}: ${other.what}`, next: other.next }
    return {
      check,
      passed: false,
      found,
      next: `Check its power, its cable and its address; the log of the agent says more of ${id}.`,
    }
  })
}

/** Every model that the configuration needs is there, to the last bit. */
export async function testWeights(config: Config): Promise<Test[]> {
  const cache = cacheFolder(undefined, config.models.cache)
  const tests: Test[] = []
  for (const { model, without } of wantedModels(config)) {
    const check = `model ${model}`
    const next = `Without it ${without}. Fetch it with: aislectl models pull ${model} --force`
    try {
      const verdicts = []
      for (const held of heldFor(weightNamed(model), cache)) verdicts.push(await judge(held))
      const wrong = verdicts.find(({ is }) => is !== 'right')
      if (!wrong) tests.push({ check, passed: true, found: 'there, with the right hash' })
      else tests.push({ check, passed: false, found: wrong.is === 'absent' ? 'not there' : 'another hash', next })
    } catch (thrown) {
      tests.push({ check, passed: false, found: why(thrown), next })
    }
  }
  return tests
}

/** What the agent shows the broker, and what it knows it by, is good for a while. */
export function testCertificates(broker: Broker | undefined, nowMs: Ms): Test[] {
  if (broker?.kind !== 'remote') return []
  return (['caFile', 'certFile'] as const).flatMap(name => {
    const file = broker[name]
    return file === undefined ? [] : [certificate(`broker.${name}`, file, nowMs)]
  })
}

/** How it is with a certificate that is renewed without anybody; undefined of any other. Half of the time for that may be lost on tries. */
function renewed(file: string, own: X509Certificate, nowMs: Ms) {
  const renewal = renewalOf(file)
  if (!renewal) return undefined
  const { url, failed } = renewal
  const [fromMs, endMs] = [dueMs(own), Date.parse(own.validTo)]
  const found = failed
    ? `, but not renewed at ${url} on ${failed.at.slice(0, 10)}: ${failed.why}`
    : `, renewed by itself at ${url} from ${new Date(fromMs).toISOString().slice(0, 10)} on`
  const next = `See that aislectl fleet serve runs at ${url}. Withdrawn, or over, it takes a new invitation: aislectl fleet invite --again there, aislectl join - --replace here.`
  return { found, next, isLate: nowMs > (fromMs + endMs) / 2 }
}

function certificate(name: string, file: string, nowMs: Ms): Test {
  const check = `certificate ${name}`
  const next = `Have a new one made for ${file}, and put it in its place: the agent reads it at its next connection.`
  try {
    const all = readFileSync(file, 'latin1').match(/-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/gs) ?? []
    const parsed = all.map(pem => new X509Certificate(pem))
    const ends = parsed.map(({ validTo }) => Date.parse(validTo))
    if (ends.length === 0) return { check, passed: false, found: 'no certificate in it', next }
    const days = Math.floor((Math.min(...ends) - nowMs) / DAY_MS)
    const good = days < 0 ? `over since ${-days} day(s)` : `good for ${days} day(s)`
    const itself = renewed(file, parsed[0], nowMs)
    const found = good + (itself?.found ?? '')
    // Of what comes by itself a third is left for it, which may be less than anybody takes by hand.
    const isSoon = (itself ? ends.slice(1) : ends).some(endMs => endMs - nowMs < SOON_DAYS * DAY_MS)
    if (!isSoon && !itself?.isLate) return { check, passed: true, found }
    return { check, passed: false, found, next: itself?.next ?? next }
  } catch (thrown) {
    return { check, passed: false, found: why(thrown), next }
  }
}
