import { spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { v4l2 } from '../../../dist/drivers/camera/v4l2.js'
import { asNobody, attempt, check, expect, faultOf, modprobe, run, until } from './check.mjs'
import { supervised, told } from './supervised.mjs'

const NODE = '/dev/video0'
const HOW = { device: NODE, width: 320, height: 180, pixelFormat: 'YUYV', fps: 10, maxFps: 10, stallSeconds: 60 }
/** For what is to be lost. Without virtualisation ffmpeg may need many seconds to begin, which is no stall. */
const BRIEF = { stallSeconds: 15 }
const camera = how => v4l2('door', { ...HOW, ...how })
const control = text => run('v4l2-ctl', '-d', NODE, '-c', text)
const plug = async () => {
  modprobe('vivid', 'n_devs=1', 'node_types=0x1', 'no_error_inj=0')
  await until(() => existsSync(NODE), NODE)
}
const unplug = () => until(() => attempt(() => modprobe('-r', 'vivid')) !== undefined, 'vivid to be free')

/** V4L2 colour, against vivid. */
export async function part() {
  await plug()
  await check('pictures come whole, in order, with the time of their capture', async () => {
    const ages = []
    let last = 0
    for await (const { atMs, index, width, height, pixels } of camera().open(new AbortController().signal)) {
      expect(
        width === 320 && height === 180 && pixels.length === 86_400,
        `${width} × ${height}, ${pixels.length} bytes`,
      )
      expect(atMs >= last, `${atMs} after ${last}`)
      expect(new Set(pixels.subarray(0, 57_600)).size > 4, 'the picture is plain')
      last = atMs
      ages.push(Date.now() - atMs)
      if (index === 19) break
    }
    ages.sort((a, b) => a - b)
    expect(ages[0] >= 0 && ages[10] < 5000, `ages ${ages.join(' ')} ms`)
    return `20 pictures, in the median ${ages[10]} ms old when they were here`
  })
  await check('each format that it has gives colour', async () => {
    const said = []
    for (const pixelFormat of ['UYVY', 'NV12', 'YU12', 'RGB3', 'BGR3']) {
      for await (const { pixels } of camera({ pixelFormat }).open(new AbortController().signal)) {
        expect(new Set(pixels.subarray(57_600)).size > 4, `${pixelFormat} is grey`)
        break
      }
      said.push(pixelFormat)
    }
    return said.join(' ')
  })
  await check('a format that it has not is refused', () =>
    faultOf(camera({ pixelFormat: 'H264' }), 'SOURCE_REFUSED', /list-formats/, 1),
  )
  await check('a size that it has not is refused', () =>
    faultOf(camera({ width: 333, height: 222 }), 'SOURCE_REFUSED', /the configuration says 333 × 222/, 1),
  )
  await check('in use by another program it is refused, and says how to find that', async () => {
    const other = spawn('ffmpeg', ['-v', 'error', '-f', 'v4l2', '-i', NODE, '-f', 'null', '-'], {
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    const gone = new Promise(resolve => other.on('close', resolve))
    try {
      await sleep(8000)
      return await faultOf(camera(), 'SOURCE_REFUSED', /busy.*fuser -v/, 1)
    } finally {
      other.kill('SIGKILL')
      await gone
    }
  })
  await check('closed to us it is refused, and says which group has it', async () => {
    chownSync(NODE, 0, 44)
    chmodSync(NODE, 0o660)
    return asNobody(() => faultOf(camera(), 'SOURCE_REFUSED', /Permission denied.*group video/, 1))
  })
  await check('that stalls is lost, and comes back by itself', async () => {
    const seen = await supervised(camera(BRIEF), async seen => {
      await until(() => seen.items > 5, 'pictures')
      control('percentage_of_dropped_buffers=100')
      await until(() => told(seen, 'sensor.failed') === 1, 'the loss to be told')
      control('percentage_of_dropped_buffers=0')
      await until(() => told(seen, 'sensor.recovered') === 1, 'its return', 100_000)
    })
    expect(/no picture for 15 s/.test(seen.faults[0]), seen.faults[0])
    return seen.faults[0]
  })
  await check('that is pulled out is lost, and comes back by itself when it is plugged in again', async () => {
    let pluggedMs = 0
    const seen = await supervised(camera(BRIEF), async seen => {
      await until(() => seen.items > 5, 'pictures')
      attempt(() => control('disconnect=1'))
      await until(() => told(seen, 'sensor.failed') === 1, 'the loss to be told')
      await unplug()
      await sleep(3000)
      await plug()
      pluggedMs = performance.now()
      await until(() => told(seen, 'sensor.recovered') === 1, 'its return', 100_000)
    })
    const tookMs = seen.facts.at(-1).monotonicMs - pluggedMs
    return `${seen.faults.join(' ')} Back ${(tookMs / 1000).toFixed(1)} s after it was there again.`
  })
  await unplug()
}
