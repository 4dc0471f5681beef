import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, createWriteStream, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { onScreen } from '../agent/codes/reader/drawn.ts'
import { describeWith } from '../needs.ts'
import { aislectl, aisled, freePort, mosquitto, scratch, subscriber } from './aisled.ts'
import { consent, membersShop, pass, pictured, revocations } from './member.ts'

/** The photographs from here on are of another day. */
const LATER = 10
/** Pixels of a picture in which a face and a code below it have room. */
const SIDE = 900

describeWith(
  ['mosquitto', 'ffmpeg', 'recordings', 'model nanodet', 'model mediapipe-full', 'model dlib'],
  'whoever stands before the camera of a running shop',
  () => {
    const files = scratch()
    let broker: Awaited<ReturnType<typeof mosquitto>>
    let heard: Awaited<ReturnType<typeof subscriber>>
    let config: string
    const at = (name: string) => join(files.folder, name)
    /** One photograph of somebody, which is before the camera for a minute. */
    const before = (photographs: string, name: string) => {
      const film = at(name)
      const look = [
        '-stream_loop',
        '-1',
        '-framerate',
        '1',
        '-start_number',
        '100',
        '-i',
        join(photographs, '%03d.png'),
      ]
      const made = spawnSync('ffmpeg', [
        ...['-v', 'error', '-y', ...look, '-t', '60', '-r', '10', '-pix_fmt', 'yuv420p', '-crf', '12', film],
      ])
      if (made.status !== 0) throw new Error(String(made.stderr))
      return film
    }
    let member: string
    let shown: string
    let stranger: string
    const said: string[] = []

    beforeAll(async () => {
      const port = await freePort()
      const url = `mqtt://127.0.0.1:${port}`
      broker = await mosquitto(port)
      heard = await subscriber(url)
      spawnSync('mkfifo', [at('gate')])
      const touchpoint = 'at: { kind: scanner, scanner: gate }, channel: code, function: enter, stage: aware'
      const more = `broker: { kind: remote, url: "${url}" }\ntouchpoints: [{ id: welcome, ${touchpoint} }]`
      config = await membersShop(files, more, '{ driver: device, path: gate }')
      for (const name of ['key', 'crm', 'till']) chmodSync(at(name), 0o600)
      shown = pictured('Tony_Blair', files.folder, LATER + 1, LATER + 2).photographs
      member = before(shown, 'member.mp4')
      stranger = before(pictured('David_Beckham', files.folder, 0, 1).photographs, 'stranger.mp4')
      const run = async (...argv: string[]) => expect(await aislectl([...argv, '--config', config]).ended).toBe(0)
      await run('consent', 'import', files.write('list.jws', await revocations(1)))
      const { photographs } = pictured('Tony_Blair', files.folder, 0, LATER)
      await run('member', 'enrol', '--consent', files.write('c1.jws', await consent(1)), '--photographs', photographs)
    }, 180_000)
    afterAll(async () => {
      await heard.close()
      await broker.stop()
      files.remove()
    })

    const told = (type: string) => heard.events.filter(event => event.type === `aisle.${type}.v1`)

    /** Whoever is in the film stands there, and shows a code, if they have one. Answers how many faces were embedded. */
    async function visit(film: string, code: string | undefined, until: () => boolean): Promise<number> {
      copyFileSync(film, at('desk.mp4'))
      heard.events.length = 0
      const daemon = aisled(['--config', config])
      try {
        await vi.waitUntil(() => told('zone.entered').length > 0, { timeout: 60_000 })
        if (code !== undefined) {
          const pipe = createWriteStream(at('gate'), { flags: 'r+' })
          await new Promise(done => pipe.write(`${code}\n`, done))
          pipe.close()
        }
        await vi.waitUntil(until, { timeout: 60_000 })
        expect(await daemon.stop('SIGTERM')).toBe(0)
      } finally {
        await daemon.stop('SIGKILL')
      }
      said.push(daemon.said())
      return JSON.parse(/\{.*"embedded":.*\}/.exec(daemon.said())![0]).embedded
    }
    const forSeconds = (seconds: number) => {
      const untilMs = Date.now() + seconds * 1000
      return () => Date.now() > untilMs
    }

    test('is not looked at without a code, member or not', async () => {
      expect(await visit(member, undefined, forSeconds(12))).toBe(0)
      expect(told('member.recognised')).toEqual([])
    }, 180_000)

    test('is told to each subscriber where they show their code and are who it names', async () => {
      const embedded = await visit(member, await pass(1), () => told('member.recognised').length === 2)
      expect(embedded).toBe(3)
      const [one, two] = told('member.recognised').map(({ data }) => data)
      expect([one, two]).toMatchObject(
        [one.audience, two.audience].map(audience => ({
          audience,
          purpose: 'welcome',
          touchpoint: { id: 'welcome', channel: 'code' },
        })),
      )
      expect(new Set([one.audience, two.audience])).toEqual(new Set(['crm', 'till']))
      expect(one.member).not.toBe(two.member)
      expect(one.receipt).not.toBe(two.receipt)
    }, 180_000)

    test('is nobody where they show the code of somebody else', async () => {
      expect(await visit(stranger, await pass(1), forSeconds(15))).toBe(3)
      expect(told('member.recognised')).toEqual([])
      expect(told('code.scanned')).toMatchObject([{ data: { code: 'pass' } }])
    }, 180_000)

    test('and in nothing that was written, said or sent is the pseudonym of a member or a key, but in the ledger', () => {
      // Whoever writes the configuration keeps the keys beside it here; the ledger holds what the issuer signed.
      const given = /^(consent\.db.*|key|crm|till|gate|store\.yaml|.*\.jws|.*\.mp4)$/
      const left = readdirSync(files.folder, { withFileTypes: true })
        .filter(entry => entry.isFile() && !given.test(entry.name))
        .map(({ name }) => ({ name, bytes: readFileSync(at(name)) }))
      expect(left.map(({ name }) => name)).toEqual(expect.arrayContaining(['aisle.db', 'gallery.db']))
      left.push({ name: 'log', bytes: Buffer.from(said.join('')) })
      // What a kiosk asked bears the pass that it was shown.
      const ours = heard.raw.filter(message => !/^\S+\/request\//.test(message))
      left.push({ name: 'messages', bytes: Buffer.from(ours.join('\n')) })
      expect(heard.raw.join()).toContain('recognised')
      const secrets = [Buffer.from('member-0001'), ...[0x5a, 0xab, 0xcd].map(byte => Buffer.alloc(32, byte))]
      for (const secret of secrets)
        for (const form of [
          secret,
          ...(['hex', 'base64', 'base64url'] as const).map(of => secret.toString(of).replace(/=+$/, '')),
        ])
          expect(
            left.filter(({ bytes }) => bytes.includes(form)).map(({ name }) => name),
            String(form),
          ).toEqual([])
      expect(readFileSync(at('consent.db')).includes('member-0001')).toBe(true)
    })

    test('is told, too, where they hold their code before the camera', async () => {
      const qr = await onScreen(await pass(1), 3)
      const { width = 0 } = await sharp(qr).metadata()
      const held = at('held.png')
      await sharp(join(shown, '100.png'))
        .resize(SIDE, SIDE)
        .composite([{ input: qr, left: Math.round((SIDE - width) / 2), top: SIDE - width }])
        .toFile(held)
      const film = at('held.mp4')
      const look = ['-loop', '1', '-framerate', '10', '-i', held, '-t', '45', '-pix_fmt', 'yuv420p', '-crf', '12']
      expect(spawnSync('ffmpeg', ['-v', 'error', '-y', ...look, film]).status).toBe(0)
      config = files.write(
        'store.yaml',
        readFileSync(config, 'utf8')
          .replaceAll('500', String(SIDE))
          .replace('path: desk.mp4 }', 'path: desk.mp4 }\n    codes: {}'),
      )
      const embedded = await visit(film, undefined, () => told('member.recognised').length === 2)
      expect(embedded).toBe(3)
      expect(told('code.scanned')).toMatchObject([{ data: { code: 'pass' } }])
    }, 180_000)
  },
)
