import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { heatMap } from '../../../agent/cli/heatmap.ts'
import { replay } from '../../../agent/cli/replay.ts'
import { run } from '../../../agent/cli/run.ts'
import { Heat } from '../../../agent/floor/heat.ts'
import { Floor } from '../../../config/floor.ts'
import { Store } from '../../../config/store.ts'
import { Presence } from '../../../config/wifi.ts'
import { listen } from './spoken.ts'

listen()

const floor = Floor.parse({
  outline: [
    [0, 0],
    [8, 0],
    [8, 4],
    [0, 4],
  ],
  gridMetres: 1,
})
const config = {
  floor,
  store: Store.parse({ tenant: 'acme', store: 'vienna-1', agent: 'door' }),
  presence: Presence.parse({ k: 2 }),
}

/** Forty seconds of a shop with one camera over all of it. */
const SHOP = `
store: { tenant: acme, store: vienna-1, agent: door }
floor: { outline: [[0, 0], [6, 0], [6, 4], [0, 4]], entrances: [{ id: door, from: [1, 0], to: [3, 0] }] }
presence: { k: 2 }
simulation: { seed: 2, arrivalsPerMinute: 40, seconds: 40 }
depth:
  - id: ceiling
    feed: { driver: simulated }
    maxFps: 8
    intrinsics: { width: 160, height: 120, fx: 55, fy: 55, cx: 80, cy: 60 }
    pose: { position: [3, 1.5], heightMetres: 4, headingDegrees: 90 }`

/** Colour in the middle of the square whose lower left corner this is. */
async function drawn(heat: Heat) {
  const { data, info } = await sharp(await heatMap(heat, config))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const side = (info.width - 120) / 8
  return (x: number, y: number) => {
    const at = Math.round(info.height - 60 - (y + 0.5) * side) * info.width + Math.round(60 + (x + 0.5) * side)
    return [...data.subarray(3 * at, 3 * at + 3)]
  }
}

test('is brightest where most time was spent, and dark where nobody was or fewer than k', async () => {
  const heat = new Heat(floor)
  const stand = (person: number, x: number, y: number, seconds: number) => {
    for (let second = 0; second <= seconds; second++) heat.see(person, x + 0.5, y + 0.5, 1000 * second)
    heat.end(person)
  }
  stand(1, 6, 3, 60)
  stand(2, 6, 3, 60)
  stand(3, 2, 0, 10)
  stand(4, 2, 0, 10)
  stand(5, 4, 2, 500)
  const colour = await drawn(heat)
  const light = ([r, g, b]: number[]) => 0.3 * r + 0.6 * g + 0.1 * b
  expect(light(colour(6, 3))).toBeGreaterThan(200)
  expect(light(colour(2, 0))).toBeGreaterThan(60)
  expect(light(colour(2, 0))).toBeLessThan(150)
  expect(colour(4, 2)).toEqual([0x1b, 0x21, 0x29])
  expect(colour(0, 0)).toEqual([0x1b, 0x21, 0x29])
})

test('of nobody is the bare plan', async () => {
  const colour = await drawn(new Heat(floor))
  expect(colour(3, 1)).toEqual([0x1b, 0x21, 0x29])
})

test('is drawn by a replay of whoever was on the floor', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'heat-'))
  try {
    const [file, out] = [join(folder, 'shop.yaml'), join(folder, 'heat.png')]
    await writeFile(file, SHOP)
    await run(replay, ['--config', file, '--heat', out, '--json'])
    expect(process.exitCode ?? 0).toBe(0)
    const { data } = await sharp(out).removeAlpha().raw().toBuffer({ resolveWithObject: true })
    let warm = 0
    for (let i = 0; i < data.length; i += 3) if (data[i] > 90 && data[i + 1] < 70 && data[i + 2] > 90) warm++
    expect(warm).toBeGreaterThan(2000)
  } finally {
    await rm(folder, { recursive: true })
  }
})
