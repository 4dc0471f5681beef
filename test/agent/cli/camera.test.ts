import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWith } from '../../needs.ts'

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url))

describeWith(['ip', 'root'], 'aislectl camera list', () => {
  const name = `aisle-onvif-${process.pid}`
  const folder = mkdtempSync(join(tmpdir(), 'aisle-list-'))
  const ip = (...args: string[]) => execFileSync('ip', args)
  const inside = async (...words: string[]) => {
    const node = [process.execPath, '--import', 'tsx', path('camera-inside.ts'), ...words]
    return promisify(execFile)('ip', ['netns', 'exec', name, ...node], { cwd: path('../../..') })
  }
  beforeAll(() => ip('netns', 'add', name))
  afterAll(() => {
    ip('netns', 'del', name)
    rmSync(folder, { recursive: true })
  })

  test('says what is in the way where nothing can be called, and lists the rest', async () => {
    const { stdout } = await inside('--seconds', '0.5', '--json')
    expect(JSON.parse(stdout)).toMatchObject({ onvif: [], mute: expect.stringContaining('ip address') })
  })

  test('finds the cameras that answer, beside those of the configuration, and shows no secret', async () => {
    ip('-n', name, 'link', 'set', 'lo', 'up', 'multicast', 'on')
    ip('-n', name, 'route', 'add', '239.0.0.0/8', 'dev', 'lo')
    const file = join(folder, 'shop.yaml')
    const example = readFileSync(path('../../../config/example.yaml'), 'utf8')
    const camera = `cameras:
  - id: door
    feed: { driver: rtsp, url: 'rtsp://192.0.2.7/stream?key=s3cret', username: admin, passwordFile: none }
    calibration: { intrinsics: { width: 640, height: 360, fx: 500, fy: 500, cx: 320, cy: 180 }, pose: { position: [4, 1], heightMetres: 3, headingDegrees: 90, tiltDegrees: 30 } }
`
    writeFileSync(file, example.replace(/^depth:/m, `${camera}depth:`))
    const { stdout, stderr } = await inside('--config', file, '--seconds', '1.5', '--json')
    expect(stderr).toBe('')
    const { onvif, cameras, running, mute } = JSON.parse(stdout)
    expect(mute).toBe(undefined)
    expect(running).toBe(false)
    expect(onvif).toEqual([
      { host: '192.0.2.7', name: 'Door camera', hardware: 'DS-2', service: 'http://192.0.2.7/onvif/device_service' },
      { host: '192.0.2.66:8080', name: '%1B%5B2Jgone%0A%E0%A4%A', service: 'http://192.0.2.66:8080/onvif' },
    ])
    expect(cameras.map(({ id, kind, from }: Record<string, string>) => [id, kind, from])).toEqual([
      ['door', 'camera', 'rtsp://192.0.2.7'],
      ['ceiling', 'depth', 'the simulated shop'],
    ])
    expect(stdout).not.toMatch(/s3cret|admin/)
    const table = (await inside('--config', file, '--seconds', '1.5')).stdout
    expect(table).toMatch(/192\.0\.2\.7 +Door camera +DS-2 +\S+ +camera door/)
    expect(table).not.toMatch(/s3cret|admin/)
  })
})
