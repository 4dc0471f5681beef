import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { staging } from '../../../../agent/lanes/desk/stage.ts'
import { loadConfig } from '../../../../config/load.ts'

const STORE = 'store: { tenant: acme, store: vienna, agent: door }\nfloor: { outline: [[0, 0], [8, 0], [8, 5]] }'
const REMOTE = "broker: { kind: remote, url: 'mqtt://broker:1883' }"
const EMBEDDED = 'broker: { kind: embedded }'
const owned = (roles: string) => `requests: { clients: [{ name: boss, roles: [${roles}] }] }`
const all = (...sections: string[]) => [STORE, ...sections].join('\n')

let path: string
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aisle-stage-'))
  path = join(folder, 'store.yaml')
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Paths of what is wrong in a configuration that is to replace one in force; none where it was staged. */
async function wrong(yaml: string, was?: string): Promise<string[]> {
  return (await said(yaml, was)).mistakes?.map(mistake => mistake.path) ?? []
}

interface Said {
  readonly staged: boolean
  readonly mistakes?: readonly { readonly path: string }[]
  readonly hints: readonly string[]
}

async function said(yaml: string, was = all(REMOTE, owned('owner'))): Promise<Said> {
  writeFileSync(path, was)
  const desk = staging({ config: loadConfig(path) }, { path, restart: () => {}, isOnTrial: () => false })
  const asking = { asker: 'boss', atMs: Date.now(), say: async () => true }
  const answer = (await desk.serve({ yaml }, asking)) as Said
  expect(existsSync(`${path}.staged`)).toBe(answer.staged)
  return answer
}

test('a configuration is staged only where an owner could ask for another one afterwards', async () => {
  expect(await wrong(all(owned('owner')))).toEqual(['broker'])
  expect(await wrong(all(REMOTE))).toEqual(['requests.clients'])
  expect(await wrong(all(REMOTE, owned('technician, members, subscriber')))).toEqual(['requests.clients'])
  expect(await wrong(all(EMBEDDED, owned('owner')))).toEqual(['broker.kind'])
  expect(await wrong(all(REMOTE, owned('technician, owner')))).toEqual([])
})

test('what is asked for over a broker inside the agent may go on with one', async () => {
  expect(await wrong(all(EMBEDDED, owned('owner')), all(EMBEDDED, owned('owner')))).toEqual([])
})

test('a hint says where another name or another database may not hold', async () => {
  const moves = async (store: string, ...more: string[]) => {
    const { hints } = await said([store, REMOTE, owned('owner'), ...more].join('\n'))
    return hints.filter(hint => /^(store|outbox\.path)/.test(hint)).map(hint => hint.split(':')[0])
  }
  const [renamed, path] = [STORE.replace('door', 'till'), "outbox: { path: 'other.db' }"]
  expect(await moves(STORE)).toEqual([])
  expect(await moves(renamed)).toEqual(['store.agent', 'outbox.path'])
  expect(await moves(STORE, path)).toEqual(['outbox.path'])
  expect(await moves(renamed.replace('vienna', 'graz'), path)).toEqual(['store.store and store.agent', 'outbox.path'])
})
