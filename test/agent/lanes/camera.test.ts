import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Event } from '../../../agent/events/contract.ts'
import { startAgent } from '../../../agent/lanes/agent.ts'
import { Config } from '../../../config/config.ts'
import { ROOT } from '../../../config/root.ts'

const EXAMPLE = parse(readFileSync(new URL('config/example.yaml', ROOT), 'utf8'))
const CAMERA = {
  id: 'eye',
  feed: { driver: 'simulated' },
  calibration: {
    intrinsics: { width: 1280, height: 720, fx: 640, fy: 640, cx: 640, cy: 360 },
    pose: { position: [4, 4.8], heightMetres: 3, tiltDegrees: 50, headingDegrees: 270 },
  },
}

test('a camera of the simulated shop needs no model, tells of visits, and everything says that it is simulated', async () => {
  const events = await replay()
  expect(events.filter(({ type }) => type === 'aisle.visit.started.v1').length).toBeGreaterThan(3)
  expect(events.every(({ simulated }) => simulated === true)).toBe(true)
  const what = (all: Event[]) => all.map(({ type, time }) => [type, time])
  expect(what(await replay())).toEqual(what(events))
})

/** A minute and a half of the example's shop, with a colour camera in the place of all sensors. */
async function replay(): Promise<Event[]> {
  const { broker: _, ...rest } = EXAMPLE
  const simulation = { ...EXAMPLE.simulation, seconds: 90, startsAt: '2026-03-02T09:00:00Z' }
  const config = Config.parse({ ...rest, depth: [], wifi: [], scanners: [], cameras: [CAMERA], simulation })
  const events: Event[] = []
  const agent = await startAgent(config, {
    pace: 'replay',
    signal: new AbortController().signal,
    drainMs: 0,
    warn: fault => {
      throw fault
    },
    lost: () => {},
    onEvent: event => events.push(event),
  })
  await agent.stopped
  return events
}
