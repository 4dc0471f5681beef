import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, expect, test, vi } from 'vitest'
import { verifyConsent } from '../../agent/identity/consent.ts'
import { openBooks } from '../../agent/identity/gallery/books.ts'
import { Pseudonyms } from '../../agent/identity/gallery/pseudonyms.ts'
import { takeIn } from '../../agent/identity/intake.ts'
import { prove } from '../../agent/identity/proof.ts'
import { loadConfig } from '../../config/load.ts'
import { template } from '../agent/identity/gallery/shop.ts'
import { describeWith } from '../needs.ts'
import { aislectl, aisled, freePort, mosquitto, scratch, subscriber } from './aisled.ts'
import { consent, membersShop, revocations } from './member.ts'

const KILLS = Number(process.env.AISLE_KILLS ?? 5)

describeWith(['mosquitto'], 'members who are erased', () => {
  const files = scratch()
  afterAll(files.remove)

  test(`are told to each subscriber whoever erased them, and ${KILLS} kills in the middle lose nothing`, async () => {
    const port = await freePort()
    const url = `mqtt://127.0.0.1:${port}`
    const broker = await mosquitto(port)
    const heard = await subscriber(url)
    writeFileSync(join(files.folder, 'desk.mp4'), 'no film')
    const file = await membersShop(files, `broker: { kind: remote, url: "${url}" }`)
    for (const name of ['key', 'crm', 'till']) chmodSync(join(files.folder, name), 0o600)
    const config = loadConfig(file)
    const books = openBooks(config)
    const { ledger, gallery, registrar } = books
    const nowMs = Date.now()
    await takeIn(ledger, await revocations(1), nowMs)
    const enrol = async (n: number, more: object = {}) => {
      const token = await consent(n, more)
      await takeIn(ledger, token, nowMs)
      const made = await verifyConsent(token, ledger.trust)
      if (!('consent' in made)) throw new Error(made.refused)
      registrar.enrol(made.consent, template(n), 8, nowMs)
    }
    const last = KILLS + 4
    for (let n = 1; n < last; n++) await enrol(n)
    // One whose consent is over in a moment, and one of whom a mistake is taken back.
    const endMs = Date.now() + 20_000
    await enrol(last, { exp: Math.floor(endMs / 1000) })
    const kept = KILLS + 3
    const recognition = gallery.numberOf(`member-000${kept}`, 'crm', Date.now())

    const tool = (...argv: string[]) => aislectl([...argv, '--config', file])
    // Killed as soon as it has noted what it is about to do.
    const isBegun = ledger.db.prepare('SELECT 1 FROM begun WHERE member = ?')
    for (let n = 1; n <= KILLS; n++) {
      const erasing = tool('member', 'erase', `member-000${n}`)
      let isOver = false
      void erasing.ended.then(() => (isOver = true))
      while (!isOver && !isBegun.get(`member-000${n}`)) await delay(1)
      await erasing.stop('SIGKILL')
    }
    const half = KILLS + 1
    expect(await tool('member', 'erase', `member-000${half}`).ended).toBe(0)
    expect(await tool('consent', 'withdraw', `receipt-000${half + 1}`).ended).toBe(0)
    expect(await tool('member', 'not-me', recognition, '--by', 'member').ended).toBe(0)
    const begun = new Set(ledger.db.prepare('SELECT member FROM begun').pluck().all() as string[])
    expect(begun.size).toBeGreaterThan(0)
    const wanted = Array.from({ length: last }, (_, i) => `member-000${i + 1}`).filter(
      member =>
        member !== `member-000${kept}` && (begun.has(member) || !gallery.find(member) || member.endsWith(`${last}`)),
    )

    const daemon = aisled(['--config', file])
    await daemon.until(/publishing/)
    const told = (type: string) => heard.events.filter(event => event.type === `aisle.member.${type}.v1`)
    await vi.waitUntil(() => told('erased').length >= 2 * wanted.length, { timeout: 120_000, interval: 100 })
    expect(Date.now()).toBeLessThan(endMs + 55_000)
    expect(await daemon.stop('SIGTERM')).toBe(0)
    await heard.close()
    await broker.stop()

    const pseudonyms = new Pseudonyms(config.identity!.subscribers)
    const called = (members: string[]) => members.flatMap(one => pseudonyms.of(one).map(({ member }) => member)).sort()
    expect(
      told('erased')
        .map(({ data }) => data.member)
        .sort(),
    ).toEqual(called(wanted))
    expect(
      told('retracted')
        .map(({ data }) => data.member)
        .sort(),
    ).toEqual(called([`member-000${kept}`]))
    expect(told('retracted').map(({ data }) => data.recognition)).toContain(recognition)
    gallery.refresh()
    const held = [...gallery.whose()]
    expect(held.filter(({ member }) => wanted.includes(member))).toEqual([])
    expect(gallery.list().find(({ member }) => member === `member-000${kept}`)).toMatchObject({ mistakes: 1 })
    expect(
      prove(
        ledger.db,
        [],
        held.map(({ receipt }) => receipt),
      ).flaws,
    ).toEqual([])
    books.close()
  }, 240_000)
})
