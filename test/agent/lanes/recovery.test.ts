import { afterEach, expect, test } from 'vitest'
import type { HealthFact } from '../../../agent/health/fact.ts'
import { supervise } from '../../../agent/lanes/supervise.ts'
import { rtsp } from '../../../drivers/camera/rtsp.ts'
import { type Manners, type RtspCamera, rtspCamera } from '../../drivers/camera/server.ts'
import { describeWith } from '../../needs.ts'

const LOGIN = { username: 'shop', password: 'right' }
const WAITS = { firstMs: 50, longestMs: 400, steadyMs: 200 }

describeWith(['ffmpeg'], 'a network camera, as the agent keeps it open,', () => {
  let camera: RtspCamera
  const begin = async (manners: Manners = {}) => (camera = await rtspCamera({ login: 'shop:right', ...manners }))
  afterEach(() => camera.close())

  /** Keeps the camera open, and does each step in its turn: the first with the first picture, the others when one was told as it says. */
  async function keep(url: string, steps: readonly (readonly [HealthFact['kind'], () => unknown])[]) {
    const stop = new AbortController()
    const [facts, faults]: [HealthFact[], string[]] = [[], []]
    const left = [...steps]
    const now = () => Date.now()
    const tell = async (fact: HealthFact) => {
      facts.push(fact)
      if (left[0]?.[0] !== fact.kind) return
      await left.shift()![1]()
      if (left.length === 0) stop.abort()
    }
    const how = { signal: stop.signal, tell, now, failed: (fault: Error) => faults.push(fault.message), waits: WAITS }
    const door = rtsp('door', url, LOGIN, { maxFps: 30, stallSeconds: 1 })
    let pictures = 0
    for await (const _ of supervise(door, how)) if (++pictures === 1 && facts.length === 0) await left.shift()![1]()
    return { facts: facts.map(({ kind }) => kind), faults }
  }

  test('comes back when it was killed and started again', async () => {
    const { url } = await begin()
    const port = Number(new URL(url.replace('rtsp', 'http')).port)
    const { facts, faults } = await keep(url, [
      ['sensor.failed', () => camera.close()],
      ['sensor.failed', () => begin({ port })],
      ['sensor.recovered', () => {}],
    ])
    expect(facts).toEqual(['sensor.failed', 'sensor.recovered'])
    expect(faults[0]).toMatch(/^Sensor door is lost: /)
  })

  test('comes back when it was frozen and goes on', async () => {
    const { url } = await begin()
    const { facts, faults } = await keep(url, [
      ['sensor.failed', () => camera.freeze()],
      ['sensor.failed', () => camera.thaw()],
      ['sensor.recovered', () => {}],
    ])
    expect(facts).toEqual(['sensor.failed', 'sensor.recovered'])
    expect(faults[0]).toContain('no picture for 1 s')
  })

  test('whose password was changed says so, and comes back when it is the right one again', async () => {
    const { url } = await begin()
    const port = Number(new URL(url.replace('rtsp', 'http')).port)
    let refused: string | undefined
    const { facts, faults } = await keep(url, [
      [
        'sensor.failed',
        async () => {
          await camera.close()
          await begin({ port, login: 'shop:other' })
        },
      ],
      [
        'sensor.failed',
        async () => {
          await expect
            .poll(() => camera.requests.filter(line => line.startsWith('DESCRIBE')).length, { timeout: 30_000 })
            .toBeGreaterThan(2)
          refused = 'seen'
          camera.want('shop:right')
        },
      ],
      ['sensor.recovered', () => {}],
    ])
    expect(refused).toBe('seen')
    // Lost, then refused: what is wrong changes, and is told again.
    expect(facts).toEqual(['sensor.failed', 'sensor.failed', 'sensor.recovered'])
    expect(faults.join('\n')).toMatch(
      /Sensor door refused us: .*401.*Check username and the first line of passwordFile/,
    )
    expect(faults.join('\n')).not.toContain('right')
  })
})
