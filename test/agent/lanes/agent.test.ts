import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Options, startAgent } from '../../../agent/lanes/agent.ts'
import { loadConfig } from '../../../config/load.ts'

test('an agent that does not start leaves the store to another one in the same process', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-agent-'))
  const path = join(folder, 'store.yaml')
  writeFileSync(
    path,
    'store: { tenant: acme, store: vienna, agent: door }\nfloor: { outline: [[0, 0], [8, 0], [8, 5]] }\noutbox: { path: aisle.db }',
  )
  const config = loadConfig(path)
  const stop = new AbortController()
  const options: Options = { pace: 'live', signal: stop.signal, drainMs: 100, warn: () => {}, lost: () => {} }
  const broken = Object.defineProperty({ ...options }, 'heat', {
    get() {
      throw new Error('broken')
    },
  })
  await expect(startAgent(config, broken)).rejects.toThrow('broken')
  const agent = await startAgent(config, options)
  stop.abort()
  expect(await agent.stopped).toMatchObject({ embedded: 0 })
  rmSync(folder, { recursive: true })
})
