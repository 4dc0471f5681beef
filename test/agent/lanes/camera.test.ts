import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Event } from '../../../agent/events/contract.ts'
import { startAgent } from '../../../agent/lanes/agent.ts'
import { cameraLane } from '../../../agent/lanes/camera.ts'
import type { Eyes } from '../../../agent/lanes/eyes.ts'
import type { Stages, Surroundings } from '../../../agent/lanes/stages.ts'
import { Config } from '../../../config/config.ts'
import { ROOT } from '../../../config/root.ts'
import type { ColourFrame } from '../../../drivers/frame.ts'
import type { Source } from '../../../drivers/source.ts'

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

test('nobody is placed by pictures of another size than the camera was calibrated in, until they are of that size again', async () => {
  let placed = 0
  const { cameras, tracking } = Config.parse({
    ...EXAMPLE,
    cameras: [{ ...CAMERA, feed: { driver: 'rtsp', url: 'rtsp://camera' } }],
  })
  const eyes = { open: async () => ({ people: async () => {} }), close: () => {} } as unknown as Eyes
  const stages = { floor: { place: () => placed++ }, journey: { see: () => {} } } as unknown as Stages
  const source: Source<ColourFrame> = { id: 'eye', async *open() {} }
  const lane = cameraLane(cameras[0]!, source, eyes, stages, { config: { tracking } } as unknown as Surroundings)
  const picture = (width: number, height: number, atMs: number) =>
    ({ atMs, index: 0, width, height, pixels: new Uint8Array(1.5 * width * height) }) satisfies ColourFrame
  await lane.see(picture(1280, 720, 0))
  await expect(lane.see(picture(640, 360, 100))).rejects.toMatchObject({
    code: 'PICTURE_UNFIT',
    message: expect.stringContaining('sends pictures of 640 × 360 pixels, and was calibrated in 1280 × 720'),
  })
  expect(placed).toBe(1)
  await lane.see(picture(1280, 720, 200))
  expect(placed).toBe(2)
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
