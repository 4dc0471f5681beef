import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { describeWith } from '../needs.ts'
import { aislectl, aisled, freePort, mosquitto, scratch, subscriber } from './aisled.ts'
import {
  asking,
  consent,
  looped,
  membersShop,
  pass,
  pictured,
  revocations,
  shownInTurn,
  stand,
  withdrawal,
} from './member.ts'

describeWith(
  ['mosquitto', 'ffmpeg', 'recordings', 'model nanodet', 'model mediapipe-full', 'model dlib'],
  'members enrol',
  () => {
    const files = scratch()
    afterAll(files.remove)
    const made = files.folder
    const [tony, david] = ['Tony_Blair', 'David_Beckham'].map(person => pictured(person, made))

    const long = looped(shownInTurn(david))

    async function shop(more = '') {
      const own = scratch()
      stand(long, own.folder)
      const config = await membersShop(own, more)
      for (const name of ['key', 'crm', 'till']) chmodSync(join(own.folder, name), 0o600)
      own.write('list.jws', await revocations(1))
      for (const n of [1, 2, 3]) own.write(`c${n}.jws`, await consent(n))
      const run = async (...argv: string[]) => {
        const tool = aislectl([...argv, '--config', config])
        const code = await tool.ended
        return { code, said: tool.said(), last: () => JSON.parse(tool.said().trim().split('\n').at(-1)!) }
      }
      const paper = (n: number) => join(own.folder, `c${n}.jws`)
      await run('consent', 'import', join(own.folder, 'list.jws'))
      return { ...own, config, run, paper }
    }

    test('from photographs with the command line: the consent first, then eight good looks; another with the same face is refused', async () => {
      const { run, paper, folder, write, remove } = await shop()
      const enrolled = await run('member', 'enrol', '--consent', paper(1), '--photographs', tony)
      expect(enrolled.said).toMatch(/good, 7 of 8\nEnrolled from 8 good looks, under the consent receipt-0001\.\n$/)
      expect(enrolled.code).toBe(0)
      const again = await run('member', 'enrol', '--consent', paper(1), '--photographs', tony, '--json')
      expect(again.last()).toEqual({ ok: true, state: 'enrolled', receipt: 'receipt-0001' })
      const double = await run('member', 'enrol', '--consent', paper(3), '--photographs', tony, '--json')
      expect([double.code, double.last()]).toEqual([1, { ok: false, state: 'refused', why: 'duplicate' }])
      expect(double.said).not.toMatch(/member-|receipt-/)

      const few = join(folder, 'few')
      mkdirSync(few)
      for (const name of readdirSync(david).slice(0, 3))
        for (const copy of ['a', 'b', 'c']) writeFileSync(join(few, `${copy}${name}`), readFileSync(join(david, name)))
      const short = await run('member', 'enrol', '--consent', paper(2), '--photographs', few, '--json')
      expect([short.code, short.last()]).toMatchObject([
        1,
        { state: 'unfinished', why: 'pictures', last: { have: 3, lacks: ['same-again'] } },
      ])

      write('forged.jws', `${readFileSync(paper(2), 'utf8').slice(0, -4)}AAAA`)
      const forged = await run(
        'member',
        'enrol',
        '--consent',
        join(folder, 'forged.jws'),
        '--photographs',
        few,
        '--json',
      )
      expect([forged.code, forged.last()]).toEqual([1, { ok: false, state: 'refused', why: 'bad-signature' }])
      expect((await run('member', 'enrol', '--consent', paper(2))).code).toBe(2)

      const { members } = (await run('member', 'list', '--json')).last()
      expect(members).toMatchObject([{ member: 'member-0001', state: 'good' }])
      expect((await run('consent', 'verify')).code).toBe(0)
      // Nothing but databases and what was there before.
      expect(
        readdirSync(folder).filter(
          name => !/^(few|store\.yaml|key|crm|till|desk\.mp4|.*\.jws|(consent|gallery)\.db(-wal|-shm)?)$/.test(name),
        ),
      ).toEqual([])
      remove()
    }, 300_000)

    test('before a kiosk over the broker: told what to do meanwhile, known from then on, told to each subscriber, and gone as soon as the consent is taken back', async () => {
      const port = await freePort()
      const url = `mqtt://127.0.0.1:${port}`
      const broker = await mosquitto(port)
      const heard = await subscriber(url)
      const { config, paper, folder, remove } = await shop(`broker: { kind: remote, url: "${url}" }`)
      const daemon = aisled(['--config', config])
      await daemon.until(/publishing/)
      const { ask, client } = await asking(url)
      const token = readFileSync(paper(1), 'utf8')
      const refused = async (body: object) => (await ask('member.enrol', body)).last.error
      expect(await refused({ kiosk: 'back', token })).toMatchObject({ code: 'KIOSK_UNKNOWN' })
      // It may be a picture of somebody else that is held there: without a depth camera somebody must stand by. The consent is not used up.
      expect(await refused({ kiosk: 'front', token })).toMatchObject({
        code: 'ENROLMENT_REFUSED',
        message: expect.stringContaining('unattested'),
      })
      const attended = { kiosk: 'front', attendedBy: 'staff' }
      expect(await refused({ ...attended, token: `${token.slice(0, -4)}AAAA` })).toMatchObject({
        code: 'ENROLMENT_REFUSED',
      })

      const first = ask('member.enrol', { ...attended, token })
      await vi.waitUntil(() => existsSync(join(folder, 'gallery.db')), { timeout: 20_000 })
      expect(await refused({ ...attended, token })).toMatchObject({ code: 'KIOSK_BUSY' })
      const { between, last } = await first
      expect(last).toMatchObject({ ok: true, state: 'enrolled', receipt: 'receipt-0001' })
      expect(between.filter(one => one.lacks && (one.lacks as string[]).length === 0).map(one => one.have)).toEqual([
        1, 2, 3, 4, 5, 6, 7,
      ])
      expect(between.at(-1)).toMatchObject({ final: false, state: 'look', of: 8 })

      const told = (type: string) => heard.events.filter(event => event.type === `aisle.member.${type}.v1`)
      await vi.waitUntil(() => told('enrolled').length === 2, { timeout: 10_000 })
      expect(
        told('enrolled')
          .map(({ data }) => data.audience)
          .sort(),
      ).toEqual(['crm', 'till'])
      expect(new Set(told('enrolled').map(({ data }) => data.member)).size).toBe(2)

      // Whoever enrolled a moment ago is known to the running agent; as tracks may change with each photograph, not by every pass.
      const recognise = async () => (await ask('member.recognise', { kiosk: 'front', token: await pass(1) })).last
      await vi.waitUntil(
        async () => {
          await recognise()
          return told('recognised').length >= 2
        },
        { timeout: 90_000, interval: 3000 },
      )
      // The consent is taken back while they are looked at again.
      const again = recognise()
      const answer = await ask('consent.withdraw', { token: await withdrawal('receipt-0001') })
      await again
      expect(answer.last).toMatchObject({ ok: true, receipt: 'receipt-0001', searched: { found: 0 } })
      await vi.waitUntil(() => told('erased').length === 2, { timeout: 10_000 })
      expect(
        told('erased')
          .map(({ data }) => data.member)
          .sort(),
      ).toEqual(
        told('enrolled')
          .map(({ data }) => data.member)
          .sort(),
      )
      const known = told('recognised').length
      const isRefused = async () => (await recognise()).error?.code === 'SESSION_REFUSED'
      await vi.waitUntil(isRefused, { timeout: 60_000, interval: 1000 })
      expect(await daemon.stop('SIGTERM')).toBe(0)
      await heard.close()
      await client.endAsync()
      await broker.stop()
      // Nobody was taken for them after they were told to be gone.
      expect(told('recognised')).toHaveLength(known)
      const order = heard.events.map(({ type }) => type)
      expect(order.lastIndexOf('aisle.member.recognised.v1')).toBeLessThan(order.indexOf('aisle.member.erased.v1'))
      expect(heard.raw.join('\n')).not.toMatch(/distance|similar|score/i)
      expect(statSync(join(folder, 'gallery.db')).mode & 0o077).toBe(0)
      remove()
    }, 300_000)
  },
)
