import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Authorisation, Gate } from '../../agent/identity/gate.ts'
import { takeIn } from '../../agent/identity/intake.ts'
import { openLedger } from '../../agent/identity/ledger.ts'
import { type Permit, permitOfLane, permitOfPass } from '../../agent/identity/permit.ts'
import { consentToken, DAY, NOW, passOf, revocationsToken, trust } from '../agent/identity/issuer.ts'
import { quantile } from './beside.ts'
import type { Row } from './row.ts'

const MEMBERS = [10, 1000] as const
const ROUNDS = 200
const SIGNALS = { lanes: new Set(['lane']), permitMs: 15_000 }
const BEARER = { sensor: 'door', track: 1 }

/** What it takes to decide whether a face may be looked at, with the entry in the log on the disk; and that entry alone. */
export async function bench(): Promise<Row[]> {
  const rows: Row[] = []
  for (const members of MEMBERS) rows.push(...(await measured(members)))
  return rows
}

async function measured(members: number): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-gate-'))
  const file = join(folder, 'consent.db')
  let ledger = openLedger(file, trust)
  try {
    await takeIn(ledger, await revocationsToken(1, []), NOW)
    for (let i = 0; i < members; i++)
      await takeIn(ledger, await consentToken({ sub: name(i), jti: `receipt-${name(i)}` }), NOW)
    // What one run has verified it does not verify again: this is another.
    ledger.close()
    ledger = openLedger(file, trust)
    const gate = new Gate(ledger, { level: 'members', jurisdiction: 'eu', purposes: ['welcome'], staleMs: DAY })
    const ask = async (permit: Permit | undefined) => {
      const given = await gate.ask(permit, 'welcome', NOW)
      if (!(given instanceof Authorisation)) throw new Error(`refused: ${given.reason}`)
      return given
    }
    const passes: (Permit | undefined)[] = []
    for (let i = 0; i <= ROUNDS; i++)
      passes.push(permitOfPass(await passOf({ sub: name(i % members) }), 'till', BEARER, NOW, SIGNALS))
    const lane = permitOfLane('lane', BEARER, NOW, SIGNALS)
    const first = await once(() => ask(lane))
    const given = await ask(passes[0])
    const who = `of ${members} members`
    const figure = (what: string, values: readonly number[], note: string): Row[] => [
      { name: `gate, ${what}, ${who}`, value: quantile(values, 0.5), unit: 'ms', note },
      { name: `gate, ${what}, ${who}, slowest of 20`, value: quantile(values, 0.95), unit: 'ms' },
    ]
    return [
      ...figure('a pass is asked for', await times(i => ask(passes[i + 1])), 'one consent, one entry'),
      ...figure('a lane is asked for', await times(() => ask(lane)), 'all consents, one entry'),
      { name: `gate, a lane for the first time, ${who}`, value: first, unit: 'ms', note: 'all signatures verified' },
      ...figure('whether it still holds', await times(() => gate.holds(given, BEARER, NOW)), 'at each crop'),
      ...figure('confirmed', await times(() => gate.confirm(given, name(0), NOW)), 'once for each recognition'),
      ...figure(
        'an entry of the log',
        await times(() => ledger.atomically(() => ledger.log({ kind: 'level', atMs: NOW, level: 'members' }))),
        'hashed, chained, committed',
      ),
      ...figure(
        'a row alone',
        await times(() => ledger.db.prepare('INSERT INTO spent VALUES (?, 0)').run(`${Math.random()}`)),
        'of the same database, to compare',
      ),
    ]
  } finally {
    ledger.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function times(work: (round: number) => unknown): Promise<number[]> {
  const took: number[] = []
  for (let i = 0; i < ROUNDS; i++) took.push(await once(() => work(i)))
  return took
}

async function once(work: () => unknown): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

function name(i: number): string {
  return `member-${String(i).padStart(5, '0')}`
}
