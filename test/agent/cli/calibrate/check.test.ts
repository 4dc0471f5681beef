import { readFile, symlink } from 'node:fs/promises'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { listen } from '../spoken.ts'
import { FLOOR, INTRINSICS, POSE, spots, technician } from './scene.ts'

const said = listen()
const { calibrate, write, at } = technician()
const GROUND = [0x1b, 0x21, 0x29]

const posed = () =>
  write(
    'posed.yaml',
    `${FLOOR}\ncameras: [{ id: eye, feed: { driver: file, path: a.mp4 }, calibration: ${JSON.stringify({ intrinsics: INTRINSICS, pose: POSE })} }]`,
  )
const paired = () =>
  write(
    'paired.yaml',
    `${FLOOR}\ncameras:\n  - id: eye\n    feed: { driver: file, path: none.mp4 }\n    calibration:\n${spots({ 4: 0.6 })}`,
  )
const ceiling = (heightMetres: number) =>
  write(
    'ceiling.yaml',
    `${FLOOR}
simulation: { seed: 3, arrivalsPerMinute: 20, seconds: 60 }
depth:
  - id: ceiling
    feed: { driver: simulated }
    intrinsics: { width: 160, height: 120, fx: 60, fy: 60, cx: 80, cy: 60 }
    pose: { position: [2, 3], heightMetres: ${heightMetres}, tiltDegrees: 12 }`,
  )

/** Colour at a pixel of the drawing, and how much of all is not the ground that it is drawn on. */
async function drawn(file: string) {
  const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const colour = (x: number, y: number) => [...data.subarray(3 * (y * info.width + x), 3 * (y * info.width + x) + 3)]
  let inked = 0
  for (let i = 0; i < data.length; i += 3) if (GROUND.some((value, k) => data[i + k] !== value)) inked++
  return { ...info, colour, inked: inked / (info.width * info.height) }
}

describe('the check of a camera', () => {
  test('draws the plan where the camera sees it, on a ground that shows nothing of the shop', async () => {
    expect(await calibrate('check', '--config', await posed(), '--out', at('eye.png'))).toBe(0)
    const { width, height, inked, colour } = await drawn(at('eye.png'))
    expect([width, height]).toEqual([1280, 720])
    expect(inked).toBeGreaterThan(0.02)
    expect(inked).toBeLessThan(0.4)
    expect(colour(2, 700)).toEqual(GROUND)
  })

  test('draws on the still that it is given, and refuses one of another size', async () => {
    const config = await posed()
    const still = (width: number) =>
      sharp({ create: { width, height: 720, channels: 3, background: '#ff0000' } })
        .png()
        .toFile(at(`${width}.png`))
    await still(1280)
    await still(640)
    expect(await calibrate('check', '--config', config, '--out', at('on.png'), '--picture', at('1280.png'))).toBe(0)
    const [red, green] = (await drawn(at('on.png'))).colour(2, 700)
    expect(red).toBeGreaterThan(150)
    expect(green).toBeLessThan(60)
    expect(await calibrate('check', '--config', config, '--out', at('off.png'), '--picture', at('640.png'))).toBe(2)
    expect(said.err).toMatch(/640 × 720 pixels, expected one of 1280 × 720/)
  })

  test('tells how far spots are off, and takes the size of the picture from whoever knows it', async () => {
    const argv = ['--config', await paired(), '--out', at('spots.png'), '--json']
    expect(await calibrate('check', ...argv, '--size', '1280x720')).toBe(1)
    const told = JSON.parse(said.out)
    expect(told.spots).toHaveLength(7)
    expect(told.spots[4].missedMetres).toBeGreaterThan(0.1)
    expect(await calibrate('check', ...argv)).toBe(1)
    expect(said.err).toMatch(/The camera eye shows nothing: .*none\.mp4.*--picture.*--size, such as 1920x1080/)
    expect(said.err).not.toMatch(/lanes/)
  })

  test('finds the spot that calibrate pairs finds, and of four says that their fit proves nothing', async () => {
    const argv = ['--out', at('spots.png'), '--size', '1280x720']
    expect(await calibrate('check', '--config', await paired(), ...argv)).toBe(1)
    expect(said.out).toMatch(/Its 7 spots fit to within .* cm.*\nSpot 5 does not fit the others/)
    const four = (await readFile(await paired(), 'utf8')).split('\n').slice(0, -3).join('\n')
    said.out = ''
    expect(await calibrate('check', '--config', await write('four.yaml', four), ...argv)).toBe(0)
    expect(said.out).toMatch(/Its four spots always fit/)
    expect(said.out).not.toMatch(/0\.0 cm/)
  })

  test('never writes over the still, under whatever name, and takes no size that is not the one of the picture', async () => {
    const [config, still] = [await posed(), at('still.png')]
    await sharp({ create: { width: 1280, height: 720, channels: 3, background: '#ff0000' } })
      .png()
      .toFile(still)
    const before = await readFile(still)
    await symlink(still, at('link.png'))
    for (const out of [still, at('link.png')])
      expect(await calibrate('check', '--config', config, '--picture', still, '--out', out)).toBe(2)
    expect(said.err).toMatch(/--out is .*, the still itself, expected another file/)
    expect(await readFile(still)).toEqual(before)
    const sized = (size: string) =>
      calibrate('check', '--config', config, '--picture', still, '--out', at('o.png'), '--size', size)
    expect(await sized('1280x720')).toBe(0)
    expect(await sized('640x480')).toBe(2)
    expect(said.err).toMatch(/--size is 640 × 480, expected 1280 × 720, for which the camera is calibrated/)
  })

  test('says which picture it cannot read', async () => {
    expect(await calibrate('check', '--config', await posed(), '--out', at('x.png'), '--picture', await posed())).toBe(
      1,
    )
    expect(said.err).toMatch(/posed\.yaml cannot be decoded as an image/)
  })
})

describe('the check of a depth camera', () => {
  test('finds the floor where the pose says it is, whoever walks on it', async () => {
    expect(await calibrate('check', '--config', await ceiling(3.5), '--out', at('c.png'), '--json')).toBe(0)
    const { floor } = JSON.parse(said.out)
    expect(floor.heightMetres).toBeCloseTo(3.5, 1)
    expect(floor.tiltDegrees).toBeCloseTo(12, 0)
    expect((await drawn(at('c.png'))).width).toBeGreaterThanOrEqual(1280)
  })
})
