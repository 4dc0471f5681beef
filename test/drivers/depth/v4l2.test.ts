import { describe, expect, test } from 'vitest'
import { Fault } from '../../../config/fault.ts'
import { type Device, v4l2 } from '../../../drivers/depth/v4l2.ts'
import type { DepthFrame } from '../../../drivers/frame.ts'
import { describeWith } from '../../needs.ts'
import { ffmpegDouble } from '../camera/double.ts'
import { sourceSuite } from '../conformance.ts'

const DEVICE: Device = {
  device: '/dev/video42',
  width: 8,
  height: 6,
  millimetresPerUnit: 1,
  maxFps: 60,
  stallSeconds: 3,
}

/** Opens the device and looks at some pictures; how it ended, if it did. */
async function watch(device: Partial<Device>, most: number, at: (frame: DepthFrame) => void = () => {}) {
  let count = 0
  try {
    for await (const frame of v4l2('ceiling', { ...DEVICE, ...device }).open(new AbortController().signal)) {
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

describe('a depth camera of the kernel, played by a double of ffmpeg', () => {
  const manners = ffmpegDouble()

  sourceSuite('a depth camera of the kernel', async () => {
    manners({})
    return { source: v4l2('ceiling', DEVICE), times: frame => [frame.atMs] }
  })

  test('gives every unit as it came', async () => {
    manners({})
    const first: number[][] = []
    await watch({}, 2, ({ millimetres }) => first.push([...millimetres]))
    expect(first).toEqual([1000, 2000].map(from => Array.from({ length: 48 }, (_, i) => from + i)))
  })

  test('gives millimetres where its units are finer, and a hole where they go beyond what can be told', async () => {
    manners({})
    await watch({ millimetresPerUnit: 0.25 }, 1, ({ millimetres }) => expect(millimetres[2]).toBe(251))
    await watch({ millimetresPerUnit: 65.5 }, 1, ({ millimetres }) =>
      expect([...millimetres.slice(0, 3)]).toEqual([65_500, 0, 0]),
    )
  })

  test('tells when its pictures were taken, not when they arrived', async () => {
    manners({ lagMs: 700 })
    await watch({}, 3, ({ atMs }) => {
      expect(Date.now() - atMs).toBeGreaterThanOrEqual(699)
      expect(Date.now() - atMs).toBeLessThan(5000)
    })
  })

  test.each([
    ['Cannot open video device /dev/video42: No such file or directory', 'Plug it in, or set feed.device'],
    ['ioctl(VIDIOC_STREAMON): Device or resource busy', 'fuser -v /dev/video42'],
    ['Not a video capture device.', 'the node of the depth pictures'],
  ])('that says "%s" is refused, with what to do', async (words, next) => {
    manners({ frames: 0, words })
    const { fault } = await watch({}, 1)
    expect(fault).toMatchObject({ code: 'SOURCE_REFUSED', message: expect.stringContaining(words) })
    expect(fault).toMatchObject({ message: expect.stringContaining(next) })
  })

  test('that is pulled out is lost, and comes back', async () => {
    manners({ frames: 3, words: 'ioctl(VIDIOC_DQBUF): No such device' })
    expect(await watch({}, 9)).toMatchObject({ count: 3, fault: { code: 'SOURCE_LOST' } })
    manners({})
    expect(await watch({}, 2)).toMatchObject({ count: 2, fault: undefined })
  })

  test('that falls silent is lost', async () => {
    manners({ silentAfter: 4 })
    const { count, fault } = await watch({ stallSeconds: 0.4 }, 9)
    expect(count).toBe(4)
    expect(fault).toMatchObject({ code: 'SOURCE_LOST', message: expect.stringContaining('no picture for 0.4 s') })
  })

  test('that delivers colour is refused: its brightness would pass for distance', async () => {
    manners({ format: 'yuyv422' })
    expect(await watch({}, 1)).toMatchObject({
      count: 0,
      fault: { code: 'SOURCE_REFUSED', message: expect.stringContaining('delivers yuyv422, not 16 bits of depth') },
    })
  })

  test('that delivers another size is refused: the intrinsics would not fit', async () => {
    manners({ width: 4 })
    expect(await watch({}, 1)).toMatchObject({
      fault: { code: 'SOURCE_REFUSED', message: expect.stringContaining('4 × 6 pixels, the configuration says 8 × 6') },
    })
  })
})

describeWith(['ffmpeg'], 'the real ffmpeg', () => {
  test('says of a device that is not there what the driver understands', async () => {
    const { fault } = await watch({ device: '/dev/aisle-no-such-device' }, 1)
    expect(fault).toMatchObject({ code: 'SOURCE_REFUSED', message: expect.stringMatching(/No such file.*Plug it in/) })
  })

  test('says of a device that is no camera what the driver understands', async () => {
    const { fault } = await watch({ device: '/dev/null' }, 1)
    expect(fault).toMatchObject({ code: 'SOURCE_REFUSED', message: expect.stringContaining('feed.device') })
  })
})
