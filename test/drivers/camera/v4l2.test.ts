import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Fault } from '../../../config/fault.ts'
import { type ColourDevice, v4l2 } from '../../../drivers/camera/v4l2.ts'
import type { ColourFrame } from '../../../drivers/frame.ts'
import { describeWith } from '../../needs.ts'
import { sourceSuite } from '../conformance.ts'
import { ffmpegDouble } from './double.ts'

const DEVICE: ColourDevice = { device: '/dev/video42', width: 8, height: 6, maxFps: 60, stallSeconds: 3 }
const NV12 = { format: 'nv12' }

/** Opens the device and looks at some pictures; how it ended, if it did. */
async function watch(device: Partial<ColourDevice>, most: number, at: (frame: ColourFrame) => void = () => {}) {
  let count = 0
  try {
    for await (const frame of v4l2('door', { ...DEVICE, ...device }).open(new AbortController().signal)) {
      at(frame)
      if (++count === most) break
    }
  } catch (fault) {
    // What `at` expects and does not find is no end of the camera.
    if (!(fault instanceof Fault)) throw fault
    return { count, fault }
  }
  return { count, fault: undefined }
}

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-v4l2-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

describe('a colour camera of the kernel, played by a double of ffmpeg', () => {
  const manners = ffmpegDouble()

  sourceSuite('a colour camera of the kernel', async () => {
    manners(NV12)
    return { source: v4l2('door', DEVICE), times: frame => [frame.atMs] }
  })

  test('gives its pictures whole', async () => {
    manners(NV12)
    const seen: number[][] = []
    await watch({}, 2, ({ pixels, width, height }) => seen.push([width, height, pixels.length, pixels[0], pixels[71]]))
    expect(seen).toEqual([
      [8, 6, 72, 16, 16],
      [8, 6, 72, 17, 17],
    ])
  })

  test.each(['steady', 'wall'])(
    'tells when its pictures were taken, not when they arrived, by the %s clock',
    async by => {
      manners({ ...NV12, by, lagMs: 300 })
      const ages: number[] = []
      await watch({}, 3, ({ atMs }) => ages.push(Date.now() - atMs))
      // The clocks of a machine may be some milliseconds apart.
      expect(Math.min(...ages)).toBeGreaterThan(270)
      expect(Math.max(...ages)).toBeLessThan(5000)
    },
  )

  test('is asked for the size, the format and the rate of the configuration', async () => {
    const told = join(temporary(), 'arguments')
    manners({ ...NV12, tellArguments: told })
    await watch({ pixelFormat: 'MJPG', fps: 15 }, 1)
    expect(readFileSync(told, 'utf8')).toContain(
      '-f v4l2 -input_format mjpeg -framerate 15 -video_size 8x6 -i /dev/video42',
    )
  })

  test.each([
    ['Cannot open video device /dev/video42: No such file or directory', '/dev/v4l/by-id'],
    ['Not a video capture device.', 'the node of the colour pictures'],
    [
      "Cannot find a proper format for codec 'mjpeg' (id 7), pixel format 'none' (id -1)",
      'v4l2-ctl --list-formats-ext -d /dev/video42',
    ],
  ])('that says "%s" is refused, with what to do', async (words, next) => {
    manners({ frames: 0, words })
    const { fault } = await watch({}, 1)
    expect(fault).toMatchObject({ code: 'SOURCE_REFUSED', message: expect.stringContaining(words) })
    expect(fault).toMatchObject({ message: expect.stringContaining(next) })
  })

  test('that is pulled out is lost, and comes back', async () => {
    manners({ ...NV12, frames: 3, words: 'ioctl(VIDIOC_DQBUF): No such device' })
    expect(await watch({}, 9)).toMatchObject({ count: 3, fault: { code: 'SOURCE_LOST' } })
    manners(NV12)
    expect(await watch({}, 2)).toMatchObject({ count: 2, fault: undefined })
  })

  test('that delivers another size is refused: its calibration would not fit', async () => {
    manners({ ...NV12, width: 4 })
    expect(await watch({}, 1)).toMatchObject({
      fault: { code: 'SOURCE_REFUSED', message: expect.stringContaining('4 × 6 pixels, the configuration says 8 × 6') },
    })
  })
})

describeWith(['root'], 'a device that is closed to us', () => {
  const manners = ffmpegDouble()

  test('is refused, and says which group has it', async () => {
    const path = join(temporary(), 'video')
    writeFileSync(path, '')
    // 44 is the group video of Debian.
    chownSync(path, 0, 44)
    chmodSync(path, 0o660)
    manners({ words: `Cannot open video device ${path}: Permission denied`, frames: 0, any: true })
    expect((await watch({ device: path }, 1)).fault).toMatchObject({
      code: 'SOURCE_REFUSED',
      message: expect.stringMatching(/Permission denied.* into the group video,.*adduser \S+ video$/),
    })
  })
})

describeWith(['ffmpeg'], 'the real ffmpeg, asked for colour,', () => {
  test('says of a device that is not there what the driver understands', async () => {
    const { fault } = await watch({ device: '/dev/aisle-no-such-device' }, 1)
    expect(fault).toMatchObject({ code: 'SOURCE_REFUSED', message: expect.stringMatching(/No such file.*Plug it in/) })
  })

  test('says of a device that is no camera what the driver understands', async () => {
    const { fault } = await watch({ device: '/dev/null' }, 1)
    expect(fault).toMatchObject({ code: 'SOURCE_REFUSED', message: expect.stringContaining('feed.device') })
  })
})
