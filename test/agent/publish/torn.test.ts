import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Event } from '../../../agent/events/contract.ts'
import type { Outbox } from '../../../agent/publish/outbox.ts'
import { AT, ended, many, Shop, started } from './shop.ts'

/** What a disk writes as one. */
const SECTOR = 512
const PARTS = ['', '-wal', '.spare'] as const
type Part = (typeof PARTS)[number]
type Files = Readonly<Record<Part, Buffer>>

/** Of each sector that was being written whether it came to the disk, and at which byte of the log everything ended. */
interface Cut {
  /** The first commit of this run, at the start of the agent, or its last. */
  readonly at: 'start' | 'commit'
  /** Whether the log was safe already, and the database itself was being written. */
  readonly isCheckpoint: boolean
  /** Sectors came to the disk in order, up to this share of them; or, where it is a seed, whichever. */
  readonly share: number
  readonly seed: number | undefined
}

interface Run {
  readonly steps: readonly ('start' | 'end' | 'pass' | 'hundred' | 'deliver' | 'half')[]
  readonly cut: Cut
}

const step = fc.constantFrom('start', 'start', 'end', 'pass', 'hundred', 'deliver', 'half')
const run: fc.Arbitrary<Run> = fc.record({
  steps: fc.array(step, { maxLength: 12 }),
  cut: fc.record({
    at: fc.constantFrom('start', 'commit', 'commit', 'commit'),
    isCheckpoint: fc.boolean(),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    seed: fc.option(fc.nat(), { nil: undefined }),
  }),
})

test('a power cut in the middle of a commit repeats no number, leaves no gap, and no visit without its one end', () => {
  fc.assert(
    fc.property(fc.array(run, { minLength: 1, maxLength: 4 }), runs => {
      const one = new Shop({ maxMegabytes: 1, keeping: { keepDays: 7, acknowledgedBy: [] } })
      const told = new Map<string, string>()
      const hear = (outbox: Outbox, limit: number) => {
        const entries = outbox.read(0, limit)
        for (const { body } of entries) {
          const { id } = JSON.parse(body) as Event
          expect(told.get(id) ?? body).toBe(body)
          told.set(id, body)
        }
        return entries
      }
      let visits = 0
      let epoch = 0
      for (const { steps, cut } of runs) {
        one.close()
        let before = lying(one.path)
        one.open(AT)
        // The log is carried over often, so that the cut falls into that too.
        one.store.db.pragma('wal_autocheckpoint = 12')
        expect(one.store.notices).toEqual([])
        expect(one.outbox.epoch).toBeGreaterThan(epoch)
        if (cut.at === 'commit') {
          // What was told under an epoch counts; of one that never came to the disk nobody has heard.
          epoch = one.outbox.epoch
          const open: string[] = []
          for (const what of steps) act(what, one.outbox, open)
          before = lying(one.path)
          one.outbox.flush()
        }
        const after = lying(one.path)
        one.crash()
        lay(one.path, torn(before, after, cut))
      }
      const last = one.open(AT)
      expect(one.store.notices).toEqual([])
      last.flush()
      hear(last, 1e6)
      one.close()
      one.remove()
      expect(flaws([...told.values()].map(body => JSON.parse(body) as Event))).toEqual([])

      function act(what: Run['steps'][number], outbox: Outbox, open: string[]) {
        if (what === 'start') {
          open.push(`visit-${visits++}-abcdef`)
          outbox.append(started(open.at(-1)!))
        } else if (what === 'end' && open.length > 0) outbox.append(ended(open.shift()!))
        else if (what === 'pass') outbox.append(many(1))
        else if (what === 'hundred') outbox.append(many(100))
        else {
          outbox.flush()
          const entries = hear(outbox, 1e6)
          outbox.settle(what === 'half' ? entries.slice(0, entries.length / 2) : entries)
        }
      }
    }),
    { numRuns: 30 },
  )
}, 120_000)

/** What a subscriber who heard all of these would miss, or hear twice. */
function flaws(events: readonly Event[]): string[] {
  const found: string[] = []
  const epochs = new Map<string, number[]>()
  for (const { epoch, sequence } of events) epochs.set(epoch, [...(epochs.get(epoch) ?? []), Number(sequence)])
  for (const [epoch, sequences] of epochs) {
    const inOrder = sequences.sort((a, b) => a - b)
    if (inOrder.some((sequence, i) => sequence !== i + 1)) found.push(`epoch ${epoch} has a gap`)
  }
  const count = (type: string) => {
    const all = new Map<string, number>()
    for (const event of events) if (event.type === type) all.set(event.subject!, (all.get(event.subject!) ?? 0) + 1)
    return all
  }
  const [starts, ends] = [count('aisle.visit.started.v1'), count('aisle.visit.ended.v1')]
  for (const visit of new Set([...starts.keys(), ...ends.keys()]))
    if (starts.get(visit) !== 1 || ends.get(visit) !== 1)
      found.push(`${visit} began ${starts.get(visit) ?? 0} times and ended ${ends.get(visit) ?? 0} times`)
  return found
}

function lying(path: string): Files {
  const read = (part: Part) => (existsSync(path + part) ? readFileSync(path + part) : Buffer.alloc(0))
  return { '': read(''), '-wal': read('-wal'), '.spare': read('.spare') }
}

function lay(path: string, files: Files): void {
  for (const part of PARTS)
    if (files[part].length > 0) writeFileSync(path + part, files[part])
    else rmSync(path + part, { force: true })
}

/**
 * The files as the disk has them after the cut. SQLite waits for the log before it writes to the database, and for that before it begins the
 * log anew (see "Write-Ahead Logging", section 2.3 and "PRAGMA synchronous", NORMAL): of the two only one is ever under way.
 */
function torn(before: Files, after: Files, cut: Cut): Files {
  const spare = mixed(before['.spare'], after['.spare'], cut)
  return cut.isCheckpoint && !before[''].equals(after[''])
    ? { '': mixed(before[''], after[''], cut), '-wal': after['-wal'], '.spare': spare }
    : { '': before[''], '-wal': mixed(before['-wal'], after['-wal'], cut), '.spare': spare }
}

/** A file of which some of what is new has come to the disk, and some not. */
function mixed(before: Buffer, after: Buffer, { share, seed }: Cut): Buffer {
  const first = Math.max(
    0,
    after.findIndex((byte, i) => byte !== before[i]),
  )
  if (seed === undefined) {
    const through = first + Math.round(share * (after.length - first))
    return Buffer.concat([after.subarray(0, through), before.subarray(through)])
  }
  const whole = Buffer.alloc(Math.max(before.length, after.length))
  before.copy(whole)
  let state = seed
  for (let at = 0; at < after.length; at += SECTOR) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    if (state / 2 ** 32 < share) after.copy(whole, at, at, at + SECTOR)
  }
  return whole
}
