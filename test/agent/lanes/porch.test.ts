import { appendFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { openDoor } from '../../../agent/console/door.ts'
import { State } from '../../../agent/console/state.ts'
import type { Event } from '../../../agent/events/contract.ts'
import { startAgent } from '../../../agent/lanes/agent.ts'
import { loadConfig } from '../../../config/load.ts'
import { digestOfFile } from '../../../config/staged.ts'
import { example, scratch } from '../../e2e/aisled.ts'
import { everything } from '../console/everything.ts'

const WHY = 'mqtts://hub.example:8883/x?pin=1 of shop@hub.example: ECONNREFUSED 192.0.2.7:8883'
const ADDRESS = /\b[0-9a-f]{2}([:-][0-9a-f]{2}){5}\b/i

test('a running shop shows how it is and who is where, and names no visit and no device', async () => {
  const files = scratch()
  const path = files.write('shop.yaml', example({ broker: { kind: 'embedded', port: 0 }, outbox: { path: 'shop.db' } }))
  const config = loadConfig(path)
  const digest = digestOfFile(path)
  const events: Event[] = []
  const stop = new AbortController()
  const urls: string[] = []
  const agent = await startAgent(config, {
    ...{ pace: 'live', signal: stop.signal, drainMs: 500, warn: () => {}, lost: () => {} },
    onEvent: event => events.push(event),
    onConsole: url => urls.push(url),
    file: { path, restart() {}, isOnTrial: () => false, returned: { digest: 'sha256:0', why: WHY, atMs: 0 } },
  })
  try {
    // What is written into the file from now on is not what runs.
    appendFileSync(path, '\n')
    const door = openDoor(config)
    const read = async () => State.parse(await door.get('/state'))
    await vi.waitUntil(async () => ((await read()).floor.count ?? 0) > 0, { timeout: 60_000, interval: 200 })
    await vi.waitUntil(
      async () => (await read()).sensors.some(({ kind, delivered }) => kind === 'wifi' && delivered > 0),
      {
        timeout: 60_000,
        interval: 200,
      },
    )
    const state = await read()
    expect(state).toMatchObject({
      simulated: true,
      level: 'devices',
      broker: { url: agent.url },
      // The technician named that host, and is to see which it was.
      configuration: {
        digest,
        returned: { why: 'mqtts://hub.example:8883/… of [hidden] ECONNREFUSED 192.0.2.7:8883' },
      },
    })
    expect(urls).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/$/)])
    const said = Buffer.concat(await everything(door.socket)).toString('utf8')
    expect(said).toContain('visit.started')
    expect(said).toContain('"staff":false')
    expect(said).not.toMatch(ADDRESS)
    const visits = new Set(events.flatMap(({ subject }) => (subject === undefined ? [] : [subject])))
    expect(visits.size).toBeGreaterThan(0)
    for (const visit of visits) expect(said).not.toContain(visit)
    const { passed, checks } = (await door.post('/selftest')) as { passed: boolean; checks: { check: string }[] }
    expect(typeof passed).toBe('boolean')
    expect(checks.map(({ check }) => check)).toEqual(expect.arrayContaining(['store', 'broker', 'sensor ceiling']))
  } finally {
    stop.abort()
    await agent.stopped
    files.remove()
  }
})

test('under the level counts nobody is shown, and nothing of anybody', async () => {
  const files = scratch()
  const sections = {
    broker: { kind: 'embedded', port: 0 },
    outbox: { path: 'shop.db' },
    wifi: [],
    privacy: { level: 'counts' },
  }
  const config = loadConfig(files.write('shop.yaml', example(sections)))
  const stop = new AbortController()
  const agent = await startAgent(config, {
    pace: 'live',
    signal: stop.signal,
    drainMs: 500,
    warn: () => {},
    lost: () => {},
  })
  try {
    const door = openDoor(config)
    await vi.waitUntil(async () => State.parse(await door.get('/state')).floor.zones.some(({ count }) => count > 0), {
      timeout: 60_000,
      interval: 200,
    })
    const said = Buffer.concat(await everything(door.socket)).toString('utf8')
    expect(said).toContain('occupancy.changed')
    expect(said).not.toMatch(/xMetres|longestDwell|visit\.|zone\./)
    expect(await door.get('/heat')).toBeNull()
  } finally {
    stop.abort()
    await agent.stopped
    files.remove()
  }
})
