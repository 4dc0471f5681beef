import { chmodSync, copyFileSync, linkSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openFaceDetector } from '../../agent/vision/open.ts'
import { readPhotograph } from '../../agent/vision/photograph.ts'
import { locate } from '../../models/locate.ts'
import { describeWith, models } from '../needs.ts'
import { aislectl, aisled, freePort, mosquitto, scratch, subscriber } from './aisled.ts'
import { asking, consent, membersShop, pictured, revocations, still } from './member.ts'

/** So many photographs give eight good looks. */
const ENOUGH = 10
const SECONDS = 60
const FPS = 5
const AWAY_MM = 600
const [EYES_MM, MOUTH_MM, NOSE_MM] = [62, 66, 36]
const FOCUS = 800

/** How far something stands out towards the camera, millimetres, at a place of a face: 0, 0 between the eyes, y down. */
type Shape = (x: number, y: number) => number

const head: Shape = (x, y) => {
  const skull = 60 * Math.sqrt(Math.max(1 - (x / 80) ** 2 - ((y - 25) / 120) ** 2, 0))
  const nose = y > -5 && y < 46 ? 20 * Math.min((y + 5) / 41, (46 - y) / 10) : 0
  return skull + nose * Math.max(1 - Math.abs(x) / (7 + 0.2 * Math.max(y, 0)), 0)
}
const sheet: Shape = () => 60

describeWith(
  ['mosquitto', 'ffmpeg', 'recordings', 'model nanodet', 'model mediapipe-full', 'model dlib'],
  'whoever stands in a marked lane, where a depth camera sees their face',
  () => {
    const files = scratch()
    let broker: Awaited<ReturnType<typeof mosquitto>>
    let heard: Awaited<ReturnType<typeof subscriber>>
    let config: string
    let url: string
    let member: string
    const at = (name: string) => join(files.folder, name)

    /** One photograph that is before the camera for a minute, and is among those of the enrolment. */
    function standing(person: string): { film: string; photographs: string; photograph: string } {
      const photographs = pictured(person, files.folder, 0, ENOUGH)
      const photograph = join(photographs, '099.png')
      copyFileSync(join(pictured(person, files.folder, ENOUGH, ENOUGH + 1), '100.png'), photograph)
      return { film: still(photograph, at(`${person}-still.mp4`), SECONDS), photographs, photograph }
    }

    /** What a depth camera in register measures where the face of the photograph has that shape. Its tip lies where the nose is seen. */
    async function measured(photograph: string, shape: Shape, name: string): Promise<void> {
      const detector = await openFaceDetector(await locate('mediapipe-full', models()), 'coarse')
      const { picture } = await readPhotograph(photograph)
      const [face] = await detector.detect(picture, 0.5)
      await detector.close()
      const { width, height } = picture
      const [rx, ry, lx, ly, nx, ny, mx, my] = face.keypoints
      const scale = FOCUS / AWAY_MM
      const [ex, ey] = [(rx + lx) / 2, (ry + ly) / 2]
      const [ux, uy] = [(lx - rx) / EYES_MM, (ly - ry) / EYES_MM]
      const [vx, vy] = [(mx - ex) / MOUTH_MM, (my - ey) / MOUTH_MM]
      const turn = ux * vy - uy * vx
      const [ox, oy] = [nx - NOSE_MM * vx, ny - NOSE_MM * vy]
      expect(Math.hypot(ux, uy) / scale).toBeGreaterThan(0.75)
      expect(Math.hypot(ux, uy) / scale).toBeLessThan(1.25)
      const millimetres = new Uint16Array(width * height)
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++) {
          const [dx, dy] = [x + 0.5 - ox, y + 0.5 - oy]
          const [u, v] = [(dx * vy - dy * vx) / turn, (dy * ux - dx * uy) / turn]
          if (Math.hypot(u / 78, (v - 25) / 110) <= 1) millimetres[y * width + x] = AWAY_MM + 60 - shape(u, v)
        }
      const first = join(at(name), '0000.png')
      mkdirSync(at(name))
      await sharp(millimetres, { raw: { width, height, channels: 1 } })
        .toColourspace('grey16')
        .png()
        .toFile(first)
      for (let i = 1; i < SECONDS * FPS; i++) linkSync(first, join(at(name), `${String(i).padStart(4, '0')}.png`))
    }

    beforeAll(async () => {
      const port = await freePort()
      url = `mqtt://127.0.0.1:${port}`
      broker = await mosquitto(port)
      heard = await subscriber(url)
      const touchpoint = 'at: { kind: zone, zone: front }, channel: floor, function: enter, stage: aware'
      config = await membersShop(
        files,
        `broker: { kind: remote, url: "${url}" }\ntouchpoints: [{ id: welcome, ${touchpoint} }]`,
      )
      const lens = `{ width: 500, height: 500, fx: ${FOCUS}, fy: ${FOCUS}, cx: 250, cy: 250 }`
      const depth = `  faceDepth: [{ id: faces, camera: desk, feed: { driver: recording, folder: depth, fps: ${FPS} }, intrinsics: ${lens} }]`
      files.write(
        'store.yaml',
        readFileSync(config, 'utf8')
          .replace('zones: [{ id: front,', 'zones: [{ id: front, kind: opt-in,')
          .replace('  gallery:', `${depth}\n  gallery:`),
      )
      for (const name of ['key', 'crm', 'till']) chmodSync(at(name), 0o600)
      // They enrolled with it as well: how far one photograph is from others is measured elsewhere, here it is who is asked for and looked at.
      const known = standing('Tony_Blair')
      member = known.film
      await measured(known.photograph, head, 'member-living')
      await measured(known.photograph, sheet, 'member-printed')
      const run = async (...argv: string[]) => expect(await aislectl([...argv, '--config', config]).ended).toBe(0)
      await run('consent', 'import', files.write('list.jws', await revocations(1)))
      const paper = files.write('c1.jws', await consent(1))
      await run('member', 'enrol', '--consent', paper, '--photographs', known.photographs)
    }, 180_000)
    afterAll(async () => {
      await heard.close()
      await broker.stop()
      files.remove()
    })

    const told = (type: string) => heard.events.filter(event => event.type === `aisle.${type}.v1`)

    /** Somebody stands there for so long after `until`. Answers how many faces were embedded. */
    async function visit(film: string, depth: string, seconds: number, until = () => true): Promise<number> {
      copyFileSync(film, at('desk.mp4'))
      rmSync(at('depth'), { force: true })
      symlinkSync(at(depth), at('depth'))
      heard.events.length = 0
      const daemon = aisled(['--config', config])
      try {
        await vi.waitUntil(() => told('zone.entered').length > 0, { timeout: 60_000 })
        await vi.waitUntil(until, { timeout: 60_000 })
        const overMs = Date.now() + seconds * 1000
        await vi.waitUntil(() => Date.now() > overMs, { timeout: 60_000 })
        expect(await daemon.stop('SIGTERM')).toBe(0)
      } finally {
        await daemon.stop('SIGKILL')
      }
      return JSON.parse(/\{.*"embedded":.*\}/.exec(daemon.said())![0]).embedded
    }

    test('is recognised without a code where they live and are a member, and told once for as long as they stay', async () => {
      const recognised = () => told('member.recognised').length >= 2
      // Longer than a permit lasts.
      expect(await visit(member, 'member-living', 18, recognised)).toBe(3)
      expect(told('member.recognised').map(({ data }) => data)).toMatchObject([
        { purpose: 'welcome', touchpoint: { id: 'welcome', channel: 'floor' } },
        { purpose: 'welcome', touchpoint: { id: 'welcome', channel: 'floor' } },
      ])
      expect(new Set(told('member.recognised').map(({ data }) => data.audience))).toEqual(new Set(['crm', 'till']))
    }, 180_000)

    test('is not looked at beside the lane, member or not, living or not', async () => {
      const marked = readFileSync(config, 'utf8')
      const [here, there] = [
        '{ id: front, kind: opt-in,',
        '{ id: lane, kind: opt-in, outline: [[7, 4], [8, 4], [8, 5]] }, { id: front,',
      ]
      files.write('store.yaml', marked.replace(here, there))
      expect(await visit(member, 'member-living', 8)).toBe(0)
      expect(told('member.recognised')).toEqual([])
      files.write('store.yaml', marked)
    }, 180_000)

    test('is not even looked at where they are a picture of a member, which enrols nobody at a kiosk either', async () => {
      const { ask, client } = await asking(url)
      const asked = { kiosk: 'front', token: await consent(2), attendedBy: 'staff' }
      let enrolment: ReturnType<typeof ask> | undefined
      const until = () => {
        enrolment ??= ask('member.enrol', asked)
        return true
      }
      expect(await visit(member, 'member-printed', 12, until)).toBe(0)
      const { between, last } = await enrolment!
      await client.endAsync()
      expect(between).toMatchObject([{ have: 0, lacks: ['not-alive'] }])
      expect(last).toMatchObject({ ok: false, error: { code: 'ENROLMENT_UNFINISHED' } })
      expect(told('member.recognised')).toEqual([])
    }, 180_000)
  },
)
