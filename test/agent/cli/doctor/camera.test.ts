import { mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test } from 'vitest'
import { type Manners, type RtspCamera, rtspCamera } from '../../../drivers/camera/server.ts'
import { describeWith } from '../../../needs.ts'
import { freePort } from '../../publish/mosquitto.ts'
import { camera, shop } from './shop.ts'

const at = shop()
afterAll(at.remove)
const embedded = 'broker: { kind: embedded, port: 0 }'

let there: RtspCamera | undefined
afterEach(async () => {
  await there?.close()
  there = undefined
})
const begin = async (manners?: Manners) => (there = await rtspCamera(manners))
const look = (rest = '', how: Parameters<typeof at.examine>[1] = {}) =>
  at.examine(`${embedded}\n${camera(`{ driver: rtsp, url: "${there!.url}"${rest} }`)}`, how)

test('a camera that is switched off fails at the connection; nothing behind it is reached, and the broker is not blamed', async () => {
  const port = await freePort()
  const { failed, unreached } = await at.examine(
    `${embedded}\n${camera(`{ driver: rtsp, url: "rtsp://127.0.0.1:${port}/cam" }`)}`,
  )
  expect(failed).toContain('camera/connection')
  expect(failed.filter(name => name.startsWith('broker'))).toEqual([])
  expect(unreached('camera')).toEqual([
    'RTSP',
    'login',
    'first picture',
    'pictures',
    'detection',
    'floor',
    'event',
    'broker',
  ])
})

test('what is no camera fails at RTSP', async () => {
  const server = createServer(socket => socket.on('error', () => {}).end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(
    0,
    '127.0.0.1',
  )
  await new Promise(resolve => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  const { failed, hop } = await at.examine(
    `${embedded}\n${camera(`{ driver: rtsp, url: "rtsp://127.0.0.1:${port}/cam" }`)}`,
  )
  server.close()
  expect(failed).toContain('camera/RTSP')
  expect(hop('camera', 'RTSP').next).toContain('port')
})

describeWith(['ffmpeg'], 'a camera', () => {
  test('with another password fails at login, and says nothing of it', async () => {
    await begin({ login: 'viewer:tulip-91' })
    at.put('pw', 'orchid-17')
    const { failed, hop, ways } = await look(', username: viewer, passwordFile: pw')
    expect(failed).toContain('camera/login')
    expect(hop('camera', 'login')).toMatchObject({
      found: expect.stringContaining('401'),
      next: expect.stringContaining('passwordFile'),
    })
    expect(JSON.stringify(ways)).not.toMatch(/tulip|orchid/)
  })

  test('that lets us in and sends nothing fails at its first picture', async () => {
    await begin({ fps: 0.001 })
    const { failed, hop } = await look('', { patienceMs: 1500 })
    expect(failed).toContain('camera/first picture')
    expect(hop('camera', 'first picture')).toMatchObject({
      found: expect.stringContaining('none came in 1.5 s'),
      next: expect.stringContaining('frozen'),
    })
  })

  test('that freezes later fails at its pictures', async () => {
    await begin()
    const watching = look('', { watchMs: 3500 })
    // Once it is asked to play it sends twenty a second.
    while (!there!.requests.some(line => line.startsWith('PLAY'))) await new Promise(resolve => setTimeout(resolve, 20))
    setTimeout(() => there!.freeze(), 700)
    const { hop } = await watching
    const [first, pictures] = [hop('camera', 'first picture'), hop('camera', 'pictures')]
    // On a slow machine it may have frozen before the first.
    expect([first.mark, pictures.mark]).toContain('failed')
  })
})

describeWith(['ffmpeg', 'model nanodet'], 'a camera and the detector', () => {
  test('a way without fault goes through to the acknowledgement', async () => {
    await begin()
    const { failed, hop } = await look()
    expect(failed).toEqual([])
    expect(hop('camera', 'detection').found).toMatch(/looked at, \d+ ms each; nobody at a time/)
    expect(hop('camera', 'floor').found).toContain('nobody was in view')
    expect(hop('camera', 'broker').mark).toBe('passed')
  })
})

describeWith(['ffmpeg'], 'a machine without models', () => {
  test('fails at detection, and says how to fetch them', async () => {
    await begin()
    const was = process.env.AISLE_MODELS
    process.env.AISLE_MODELS = join(at.folder, 'none')
    mkdirSync(process.env.AISLE_MODELS)
    const { failed, hop, unreached } = await look()
    process.env.AISLE_MODELS = was ?? ''
    if (was === undefined) delete process.env.AISLE_MODELS
    expect(failed).toEqual(['this/models', 'camera/detection'])
    expect(hop('camera', 'detection').next).toContain('aislectl models pull nanodet')
    expect(unreached('camera')).toEqual(['floor', 'event', 'broker'])
  })
})
