import { expect, test } from 'vitest'
import { parseConfig } from '../../../../config/load.ts'
import { listen } from '../spoken.ts'
import { FLOOR, INTRINSICS, POSE, spots, technician } from './scene.ts'

const said = listen()
const { calibrate, write } = technician()
const LENS = `lens: { intrinsics: ${JSON.stringify(INTRINSICS)} }`
const config = () =>
  write(
    'shop.yaml',
    `${FLOOR}\ncameras:\n  - id: eye\n    feed: { driver: file, path: a.mp4 }\n    ${LENS}\n    calibration:\n${spots()}`,
  )

test('finds the pose from the spots and the lens of the configuration', async () => {
  expect(await calibrate('pose', '--config', await config(), '--json')).toBe(0)
  const { calibration, spots: missed } = JSON.parse(said.out)
  expect(calibration.intrinsics).toEqual(INTRINSICS)
  expect(calibration.pose.heightMetres).toBeCloseTo(POSE.heightMetres, 2)
  expect(calibration.pose.tiltDegrees).toBeCloseTo(POSE.tiltDegrees, 1)
  expect(calibration.pose.headingDegrees).toBeCloseTo(POSE.headingDegrees, 1)
  expect(calibration.pose.rollDegrees).toBeCloseTo(POSE.rollDegrees, 1)
  expect(Math.max(...missed.map((spot: { missedMetres: number }) => spot.missedMetres))).toBeLessThan(0.005)
})

test('finds the focal length too where no lens is known', async () => {
  const file = await write('spots.yaml', spots())
  expect(await calibrate('pose', '--pairs', file, '--size', '1280x720', '--json')).toBe(0)
  const { calibration, errors } = JSON.parse(said.out)
  expect(calibration.intrinsics.fx / 800).toBeCloseTo(1, 2)
  expect(errors.focal).toBeGreaterThan(0)
})

test('keeps a height that was measured', async () => {
  expect(await calibrate('pose', '--config', await config(), '--height', '3.3', '--json')).toBe(0)
  expect(JSON.parse(said.out).calibration.pose.heightMetres).toBe(3.3)
})

test('warns where the spots do not fit, as by one that is wrong or a height that was measured badly', async () => {
  const file = await write('bad.yaml', spots({ 4: 0.6 }))
  expect(await calibrate('pose', '--pairs', file, '--size', '1280x720', '--fov', '77')).toBe(0)
  expect(said.out).toMatch(/# POOR: the spots are off by more than tape and click explain/)
  said.out = ''
  expect(await calibrate('pose', '--config', await config(), '--height', '4.5', '--json')).toBe(0)
  expect(JSON.parse(said.out).isPoor).toBe(true)
  said.out = ''
  expect(await calibrate('pose', '--config', await config())).toBe(0)
  expect(said.out).not.toMatch(/POOR/)
})

test('prints what can be pasted into the configuration', async () => {
  const argv = ['--size', '1920x1080', '--fov', '90', '--position', '1,2', '--height', '3', '--tilt', '55']
  expect(await calibrate('pose', ...argv)).toBe(0)
  expect(said.out).toMatch(/# row 1080: floor 1\.4 m from below the lens/)
  const pasted = said.out.replaceAll(/^/gm, '    ')
  const loaded = parseConfig(`${FLOOR}\ncameras:\n  - id: eye\n    feed: { driver: file, path: a.mp4 }\n${pasted}`, '/')
  expect(loaded).toMatchObject({
    config: { cameras: [{ calibration: { intrinsics: { fx: 960 }, pose: { position: [1, 2], tiltDegrees: 55 } } }] },
  })
})

test.each([
  ['50', false],
  ['60', true],
  ['70', true],
])('tilted by %s degrees says whether its picture goes up to the horizon: %s', async (tilt, isFar) => {
  const argv = ['--size', '1920x1080', '--fov', '90', '--position', '1,2', '--height', '3', '--tilt', tilt]
  expect(await calibrate('pose', ...argv)).toBe(0)
  expect(/upper edge looks at the horizon/.test(said.out)).toBe(isFar)
})

test.each([
  [[], '--size is missing, expected the size of the picture, or a lens in the configuration'],
  [['--size', '1920x1080'], '--fov is missing, expected the angle of view'],
  [['--size', '1920', '--fov', '80'], '--size is 1920, expected width and height in pixels, such as 1920x1080'],
  [['--size', '1920x1080', '--fov', '80', '--height', '3'], '--position is missing'],
  [['--size', '1920x1080', '--fov', '80', '--position', '1,2'], '--height is missing'],
  [['--size', '1920x1080', '--fov', '200'], '--fov is 200, expected a number from 1 to 170'],
])('%j is not enough', async (argv, wanted) => {
  expect(await calibrate('pose', ...argv)).toBe(2)
  expect(said.err).toContain(wanted)
})
