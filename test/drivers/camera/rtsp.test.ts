import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { Fault } from '../../../config/fault.ts'
import type { Credentials } from '../../../drivers/camera/credentials.ts'
import { decode } from '../../../drivers/camera/decode.ts'
import { atMost, onwards } from '../../../drivers/camera/pace.ts'
import { type Live, rtsp } from '../../../drivers/camera/rtsp.ts'
import { now } from '../../../drivers/clock.ts'
import type { ColourFrame } from '../../../drivers/frame.ts'
import { describeWith } from '../../needs.ts'
import { sourceSuite } from '../conformance.ts'
import { type Manners, type RtspCamera, rtspCamera } from './server.ts'

const live: Live = { maxFps: 30, stallSeconds: 3 }
const secret: Credentials = { username: 'shop keeper', password: 'p@ss/w:rd ü%20' }
const login = `${secret.username}:${secret.password}`

/** The library that lets a process read another clock; undefined where Debian's faketime is not installed. */
const FAKETIME = spawnSync('faketime', ['-f', '+0', 'printenv', 'LD_PRELOAD'], { encoding: 'utf8' }).stdout?.trim()

/** The command lines of the children of this process. */
function children(): string[] {
  return readdirSync('/proc').flatMap(pid => {
    if (!/^\d+$/.test(pid)) return []
    try {
      const parent = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) \S+ (\d+) .*$/s, '$1')
      return Number(parent) === process.pid ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8')] : []
    } catch {
      // It ended between the listing and the look.
      return []
    }
  })
}

describe('time', () => {
  test('stands still while the clock is a little behind what it was', () =>
    expect([1_000_500, 999_999, 997_000].map(atMs => onwards(1_000_000, atMs))).toEqual([
      1_000_500, 1_000_000, 1_000_000,
    ]))

  test('begins anew where the clock was set back', () => expect(onwards(1e12, 1e12 - 3_600_000)).toBe(1e12 - 3_600_000))
})

describeWith(['ffmpeg'], 'a limit on the rate', () => {
  /** Seconds of the pictures that pass, of ten a second for two seconds, after which the clock was set back to 100 s, for one. */
  async function passing(fps: number): Promise<number[]> {
    const input = "testsrc=size=16x16:rate=10:duration=3,setpts='PTS+if(lt(N,20),1000,98)/TB'"
    const order = { input: ['-f', 'lavfi', '-i', input], filters: [atMost(fps)] }
    const seconds = []
    for await (const picture of decode(order, new AbortController().signal)) seconds.push(picture.seconds)
    return seconds
  }

  test('outlives a clock that is set back', async () => {
    const seconds = await passing(5)
    expect(seconds.filter(at => at >= 1000).length).toBeGreaterThanOrEqual(9)
    expect(seconds.filter(at => at < 1000).length).toBeGreaterThanOrEqual(4)
    expect(seconds.length).toBeLessThanOrEqual(18)
  })
})

describeWith(['ffmpeg'], 'a network camera', () => {
  let camera: RtspCamera
  const begin = async (manners?: Manners) => (camera = await rtspCamera(manners))
  afterEach(() => camera.close())

  sourceSuite('a network camera', async () => ({
    source: rtsp('door', (await begin()).url, undefined, live),
    times: frame => [frame.atMs],
    close: () => camera.close(),
  }))

  /** Takes frames until `most` or the end; the fault it ended with, if any. */
  async function watch(source: ReturnType<typeof rtsp>, most: number, at?: (frame: ColourFrame) => void) {
    const frames: Omit<ColourFrame, 'pixels'>[] = []
    try {
      for await (const frame of source.open(new AbortController().signal)) {
        const { pixels: _, ...rest } = frame
        frames.push(rest)
        at?.(frame)
        if (frames.length === most) break
      }
    } catch (fault) {
      // What `at` expects and does not find is no end of the camera.
      if (!(fault instanceof Fault)) throw fault
      return { frames, fault }
    }
    return { frames, fault: undefined }
  }

  test('hands on a picture when it comes, and not with the next one', async () => {
    const { url } = await begin({ fps: 1 })
    const ages: number[] = []
    await watch(rtsp('door', url, undefined, { maxFps: 30, stallSeconds: 15 }), 5, ({ atMs }) =>
      ages.push(now() - atMs),
    )
    // A machine under load is late now and then; whoever keeps one back is late by a second each time.
    expect(Math.min(...ages)).toBeLessThan(500)
  })

  test('tells when its pictures arrived', async () => {
    const { url } = await begin()
    const { frames } = await watch(rtsp('door', url, undefined, live), 20, frame =>
      expect(Math.abs(frame.atMs - Date.now())).toBeLessThan(20_000),
    )
    expect(frames[0]).toMatchObject({ width: 160, height: 120, index: 0 })
    const spanMs = frames[19].atMs - frames[0].atMs
    expect(spanMs).toBeGreaterThan(100)
  })

  test.skipIf(!FAKETIME).each(['+100', '-100'])(
    'takes its pictures for new where the clock of its child is another one (%s s)',
    async aside => {
      const { url } = await begin()
      const ages: number[] = []
      onTestFinished(() => void vi.unstubAllEnvs())
      vi.stubEnv('LD_PRELOAD', FAKETIME)
      vi.stubEnv('FAKETIME', aside)
      vi.stubEnv('FAKETIME_DONT_FAKE_MONOTONIC', '1')
      await watch(rtsp('door', url, undefined, live), 5, ({ atMs }) => ages.push(now() - atMs))
      expect(ages).toHaveLength(5)
      // Nor is one still to come.
      expect(Math.min(...ages)).toBeGreaterThanOrEqual(0)
      expect(Math.max(...ages)).toBeLessThan(20_000)
    },
  )

  test('is not asked for more than its share of pictures', async () => {
    const { url } = await begin({ fps: 40 })
    const { frames } = await watch(rtsp('door', url, undefined, { ...live, maxFps: 10 }), 15)
    // One more than 1.4 s hold may come of the first moment; times are those of the filter, not of this machine's leisure.
    expect(frames[14].atMs - frames[0].atMs).toBeGreaterThan(1250)
  })

  test('with a password lets in who knows it, whatever characters it has', async () => {
    const { url } = await begin({ login })
    expect(await watch(rtsp('door', url, secret, live), 1)).toMatchObject({ fault: undefined, frames: [{ index: 0 }] })
  })

  test('that wants the password proved and not shown (Digest) lets in who knows it, and nobody else', async () => {
    const { url } = await begin({ login, digest: true })
    expect(await watch(rtsp('door', url, secret, live), 1)).toMatchObject({ fault: undefined, frames: [{ index: 0 }] })
    const wrong = rtsp('door', url, { ...secret, password: 'other' }, live)
    expect((await watch(wrong, 1)).fault).toMatchObject({
      code: 'SOURCE_REFUSED',
      message: expect.stringContaining('Check username and the first line of passwordFile.'),
    })
  })

  test('with a password is opened without it on a command line, which everybody may read', async () => {
    const { url } = await begin({ login })
    const { frames } = await watch(rtsp('door', url, secret, live), 1, () => {
      const lines = children()
      expect(lines.filter(line => line.startsWith('ffmpeg')).length).toBe(1)
      for (const line of lines) expect(line).not.toMatch(/p@ss|p%40ss|shop/)
    })
    expect(frames.length).toBe(1)
  })

  test('with a password refuses who does not know it, and the password is in no word of it', async () => {
    const { url } = await begin({ login: 'admin:other' })
    const { fault } = await watch(rtsp('door', url, secret, live), 1)
    expect(fault).toMatchObject({
      code: 'SOURCE_REFUSED',
      message: expect.stringMatching(
        /^Sensor door refused us: .*401.*Check username and the first line of passwordFile\.$/,
      ),
    })
    const words = JSON.stringify([String(fault), (fault as Error).stack, (fault as Error).cause ?? ''])
    for (const part of [secret.password, encodeURIComponent(secret.password), 'shop', 'p%40ss'])
      expect(words).not.toContain(part)
  })

  test('without the path refuses', async () => {
    const { url } = await begin({ status: '404 Not Found' })
    expect((await watch(rtsp('door', url, undefined, live), 1)).fault).toMatchObject({
      code: 'SOURCE_REFUSED',
      message: expect.stringContaining('Check the path in the URL.'),
    })
  })

  test('that nobody answers for is lost', async () => {
    const { url } = await begin()
    await camera.close()
    expect((await watch(rtsp('door', url, secret, live), 1)).fault).toMatchObject({
      code: 'SOURCE_LOST',
      message: expect.stringContaining('door is lost: Connection refused'),
    })
  })

  test('that accepts and says nothing is lost', async () => {
    const { url } = await begin({ mute: true })
    const { fault } = await watch(rtsp('door', url, undefined, { ...live, stallSeconds: 0.3 }), 1)
    expect(fault).toMatchObject({ code: 'SOURCE_LOST' })
  })

  test('that dies is lost, though ffmpeg calls it a success', async () => {
    const { url } = await begin()
    const { frames, fault } = await watch(rtsp('door', url, undefined, live), 1000, ({ index }) => {
      if (index === 3) void camera.close()
    })
    expect(frames.length).toBeGreaterThan(3)
    expect(fault).toMatchObject({ code: 'SOURCE_LOST' })
  })

  test('that freezes is lost once it has shown nothing new for long enough', async () => {
    const { url } = await begin()
    const { frames, fault } = await watch(
      rtsp('door', url, undefined, { ...live, stallSeconds: 0.5 }),
      1000,
      ({ index }) => {
        if (index === 3) camera.freeze()
      },
    )
    expect(frames.length).toBeGreaterThan(3)
    expect(fault).toMatchObject({
      code: 'SOURCE_LOST',
      message: 'Sensor door is lost: no picture for 0.5 s. The other lanes go on; this one is tried again.',
    })
  })

  test('is left when we are asked to, and its child is gone by then', async () => {
    const { url } = await begin()
    const stop = new AbortController()
    for await (const frame of rtsp('door', url, undefined, live).open(stop.signal)) if (frame.index === 2) stop.abort()
    expect(children()).toEqual([])
    await expect.poll(() => camera.viewers, { timeout: 5000 }).toBe(0)
  })

  test('that is frozen is left at once all the same', async () => {
    const { url } = await begin()
    const stop = new AbortController()
    const patient = rtsp('door', url, undefined, { ...live, stallSeconds: 60 })
    for await (const frame of patient.open(stop.signal))
      if (frame.index === 2) {
        camera.freeze()
        setTimeout(() => stop.abort(), 200)
      }
    expect(children()).toEqual([])
  })
})
