import { expect, test } from 'vitest'
import { listen } from '../spoken.ts'
import { FLOOR, spots, technician } from './scene.ts'

const said = listen()
const { calibrate, write } = technician()
const config = (calibration: string) =>
  write(
    'shop.yaml',
    `${FLOOR}\ncameras:\n  - id: eye\n    feed: { driver: file, path: a.mp4 }\n    calibration:\n${calibration}`,
  )

test('tells how far each spot is off, in centimetres, and from what the others say', async () => {
  expect(await calibrate('pairs', '--config', await config(spots()))).toBe(0)
  expect(said.out).toMatch(/spot +pixel +floor, metres +off by +from others/)
  expect(said.out).toMatch(/eye: 7 spots fit to within 0\.\d cm/)
})

test('names the spot that does not fit the others, and fails', async () => {
  expect(await calibrate('pairs', '--config', await config(spots({ 4: 0.6 })), '--json')).toBe(1)
  const told = JSON.parse(said.out)
  expect(told).toMatchObject({ camera: 'eye', suspect: 5 })
  expect(told.spots[4].leftOutMetres).toBeCloseTo(0.6, 1)
})

test('takes spots from a file of their own', async () => {
  const file = await write('spots.yaml', spots())
  expect(await calibrate('pairs', '--pairs', file, '--json')).toBe(0)
  expect(JSON.parse(said.out).spots).toHaveLength(7)
})

test('of four says that nothing can be said', async () => {
  const four = spots().split('\n').slice(0, 4).join('\n')
  expect(await calibrate('pairs', '--pairs', await write('four.yaml', four))).toBe(0)
  expect(said.out).toMatch(/four spots always fit, right or wrong\. Measure a fifth .* and a sixth/)
  expect(said.out).not.toContain('0.0 cm')
  said.out = ''
  expect(await calibrate('pairs', '--pairs', await write('four.yaml', four), '--json')).toBe(0)
  expect(said.out).not.toMatch(/Metres/i)
})

test('says where all are off by more than tape and click explain', async () => {
  const poor = spots({ 0: 0.2, 1: -0.2, 2: 0.25, 3: -0.2, 4: 0.2, 5: -0.25, 6: 0.2 })
  expect(await calibrate('pairs', '--pairs', await write('poor.yaml', poor))).toBe(0)
  expect(said.out).toMatch(/more than tape and click explain/)
  said.out = ''
  await calibrate('pairs', '--pairs', await write('good.yaml', spots()))
  expect(said.out).not.toMatch(/more than tape/)
})

test('refuses spots in a line and says what to do', async () => {
  const line = [0, 1, 2, 3].map(i => `- { image: [${100 * i}, 300], floor: [${i}, 1] }`).join('\n')
  expect(await calibrate('pairs', '--pairs', await write('line.yaml', line))).toBe(1)
  expect(said.err).toMatch(/too nearly in a line\. Measure at least four spots, no three in a line/)
})

test('says what is missing', async () => {
  expect(await calibrate('pairs')).toBe(2)
  expect(said.err).toMatch(/--config is missing, expected this or --pairs/)
})

test('names the cameras that there are', async () => {
  expect(await calibrate('pairs', '--config', await config(spots()), '--camera', 'ear')).toBe(2)
  expect(said.err).toMatch(/--camera is ear, expected one of eye/)
})

test('explains itself', async () => {
  await calibrate('pairs', '--help')
  expect(said.out).toMatchInlineSnapshot(`
    "Say how well the spots of a camera agree: how far each is from what all of them say, and from what
    the others say (five or more), and which does not fit the others (six or more). (calibrate pairs)

    USAGE calibrate pairs [OPTIONS]

    OPTIONS

      --config=<FILE>  The configuration whose camera is calibrated by spots.
      --camera=<ID>    Which camera; may be left out where there is only one.
      --pairs=<FILE>   The spots, a YAML list as under \`calibration\`, instead of those of the
                       configuration.
      --json           One JSON object: {camera, condition, rmsMetres, worstMetres, isPoor, suspect,
                       spots}.

    "
  `)
})
