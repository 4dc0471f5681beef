import { spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { v4l2 } from '../../../dist/drivers/depth/v4l2.js'
import { attempt, check, expect, faultOf, modprobe, run, until } from './check.mjs'
import { supervised, told } from './supervised.mjs'

const NODE = '/dev/video10'
const [WIDTH, HEIGHT] = [64, 48]
/** For what is to be lost. Without virtualisation ffmpeg may need many seconds to begin, which is no stall. */
const BRIEF = { stallSeconds: 15 }
const camera = how =>
  v4l2('ceiling', {
    ...{ device: NODE, width: WIDTH, height: HEIGHT, millimetresPerUnit: 1, maxFps: 30, stallSeconds: 60 },
    ...how,
  })
const plug = async () => {
  modprobe('v4l2loopback', 'video_nr=10', 'exclusive_caps=0', 'card_label=depth')
  await until(() => existsSync(NODE), NODE)
}

/** One that writes distances into the loopback, some pictures a second: 500 and the place in the picture. */
async function feed() {
  const file = '/tmp/distances'
  writeFileSync(file, new Uint8Array(Uint16Array.from({ length: WIDTH * HEIGHT }, (_, i) => 500 + i).buffer))
  const program = fileURLToPath(new URL('feed.py', import.meta.url))
  return playing('python3', [program, NODE, String(WIDTH), String(HEIGHT), file])
}

/** A program that plays the camera behind the loopback. */
async function playing(program, args) {
  const feeder = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let words = ''
  feeder.stderr.on('data', part => (words = (words + part).slice(-300)))
  const gone = new Promise(resolve => feeder.on('close', resolve))
  // It has none until somebody writes.
  const format = () => attempt(() => run('v4l2-ctl', '-d', NODE, '--get-fmt-video')) ?? ''
  await until(() => {
    if (feeder.exitCode !== null) throw new Error(`${program}, which plays the camera: ${words}`)
    return format().includes(`${WIDTH}/${HEIGHT}`)
  }, 'the loopback to be fed')
  return {
    format,
    freeze: () => feeder.kill('SIGSTOP'),
    thaw: () => feeder.kill('SIGCONT'),
    end: async () => {
      feeder.kill('SIGKILL')
      await gone
    },
  }
}

/** V4L2 depth (Z16), against v4l2loopback. */
export async function part() {
  await plug()
  let feeder = await feed()
  await check('each distance comes as it was sent', async () => {
    const format = /Pixel Format *: (.*)/.exec(feeder.format())?.[1]
    expect(/Z16/.test(format), format)
    for await (const { millimetres, index } of camera().open(new AbortController().signal)) {
      for (const [i, distance] of millimetres.entries()) expect(distance === 500 + i, `${distance} at ${i}`)
      if (index === 9) break
    }
    return `10 pictures of ${WIDTH} × ${HEIGHT}, ${format}`
  })
  await check('another size than that of the intrinsics is refused', () =>
    faultOf(camera({ width: 80 }), 'SOURCE_REFUSED', /the configuration says 80 × 48/, 1),
  )
  await check('that freezes is lost, and comes back by itself', async () => {
    const seen = await supervised(camera(BRIEF), async seen => {
      await until(() => seen.items > 5, 'pictures')
      feeder.freeze()
      await until(() => told(seen, 'sensor.failed') === 1, 'the loss to be told')
      feeder.thaw()
      await until(() => told(seen, 'sensor.recovered') === 1, 'its return', 100_000)
    })
    return seen.faults.join(' ')
  })
  await check('that falls silent and whose device then goes comes back by itself with the device', async () => {
    const seen = await supervised(camera(BRIEF), async seen => {
      await until(() => seen.items > 5, 'pictures')
      await feeder.end()
      await until(() => told(seen, 'sensor.failed') === 1, 'the loss to be told')
      await until(() => attempt(() => modprobe('-r', 'v4l2loopback')) !== undefined, 'v4l2loopback to be free')
      expect(!existsSync(NODE), `${NODE} is still there`)
      await plug()
      feeder = await feed()
      await until(() => told(seen, 'sensor.recovered') === 1, 'its return', 100_000)
    })
    return seen.faults.join(' ')
  })
  await check('a colour camera is refused: its brightness would pass for distance', async () => {
    await feeder.end()
    await until(() => attempt(() => modprobe('-r', 'v4l2loopback')) !== undefined, 'v4l2loopback to be free')
    await plug()
    const film = ['-re', '-f', 'lavfi', '-i', `testsrc=size=${WIDTH}x${HEIGHT}:rate=5`, '-pix_fmt', 'yuyv422']
    feeder = await playing('ffmpeg', ['-v', 'error', ...film, '-f', 'v4l2', NODE])
    return faultOf(camera(), 'SOURCE_REFUSED', /delivers yuyv422, not 16 bits of depth/, 1)
  })
  await feeder.end()
}
