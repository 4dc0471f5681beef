import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { socketOf } from '../../../../agent/console/socket.ts'
import type { State } from '../../../../agent/console/state.ts'
import { loadConfig } from '../../../../config/load.ts'
import { program } from '../../../built.ts'
import { example, scratch } from '../../../e2e/aisled.ts'

const at = scratch()
const file = at.write('shop.yaml', example({ outbox: { path: 'a.db' } }))
const state: State = {
  ...{ at: '2026-03-02T09:00:00.000Z', version: '1.2.3', simulated: true, level: 'paths', epoch: 7, uptimeSeconds: 1 },
  ...{ store: { tenant: 'acme', store: 'vienna', agent: 'west' }, sensors: [], shed: [] },
  outbox: { waiting: 0, dropped: 0, usedMegabytes: 1, publishedPerSecond: 0 },
  process: { cpuShare: 0, residentMegabytes: 1, heapMegabytes: 1, externalMegabytes: 1, loopDelayMs: { p99: 1 } },
  floor: { count: 0, zones: [], queues: [] },
}

/** An agent that tells its state until nobody asks any more. */
const agent = createServer((_, response) => {
  const tell = setInterval(() => response.write(`event: state\ndata: ${JSON.stringify(state)}\n\n`), 50)
  response.on('close', () => clearInterval(tell))
})
beforeAll(async () => {
  await once(agent.listen(socketOf(loadConfig(file))), 'listening')
})
afterAll(() => {
  agent.closeAllConnections()
  agent.close()
  at.remove()
})

/** How `top` ends whose output goes there, and what it says beside. */
async function shows(into: string) {
  const line = `"$0" "$1" top --json --config "$2" ${into}; echo "\${PIPESTATUS[0]}"`
  const child = spawn('bash', ['-c', line, process.execPath, program('cli/main.ts'), file])
  const [code, said] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { code: code.trim(), said }
}

test('whoever reads no further has seen enough, and a disk that is full is a fault that ends it, too', async () => {
  expect(await shows('| true')).toEqual({ code: '0', said: '' })
  expect(await shows('> /dev/full')).toEqual({
    code: '1',
    said: expect.stringContaining('standard output cannot be written'),
  })
}, 120_000)
