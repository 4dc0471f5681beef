import { spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join as at } from 'node:path'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { reenrol } from '../../../agent/fleet/client.ts'
import { join } from '../../../agent/fleet/join.ts'
import { keysOf, makeKeys, SIGNING } from '../../../agent/fleet/keys.ts'
import { keepRenewed, renew } from '../../../agent/fleet/renew.ts'
import { revoke } from '../../../agent/fleet/revocations.ts'
import { base64, PATHS } from '../../../agent/fleet/wire.ts'
import { X509Certificate as Certificate, Pkcs10CertificateRequestGenerator } from '../../../agent/fleet/x509.ts'
import { testCertificates } from '../../../agent/health/selftest.ts'
import type { Fault } from '../../../config/fault.ts'
import { renewalFile, renewalOf } from '../../../config/renewal.ts'
import { describeWith } from '../../needs.ts'
import { NAME, type Party, party } from './party.ts'

const DAY_MS = 86_400_000
const HOUR_MS = DAY_MS / 24

describeWith(['openssl'], 'the certificate of a machine that has joined', () => {
  let folder: string
  let fleet: Party
  let aheadMs = 0
  let count = 0
  const now = () => Date.now() + aheadMs

  beforeAll(async () => {
    folder = mkdtempSync(at(tmpdir(), 'aisle-renew-'))
    fleet = await party(at(folder, 'fleet'), now)
  })
  afterEach(() => {
    aheadMs = 0
    fleet.told.length = 0
  })
  afterAll(async () => {
    await fleet.server.close()
    fleet.invitations.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** A machine that has joined: what it shows its broker, and by which invitation. */
  async function joined(there = fleet) {
    const token = there.invite()
    const file = at(folder, `machine-${++count}`, 'aisle.yaml')
    const { broker } = await join({ token, file, replace: false, told: () => {} })
    const shown = { certFile: at(file, '..', 'door.pem'), keyFile: at(file, '..', 'door.key') }
    return { ...shown, invitation: token.invitation, broker }
  }
  const read = (file: string) => new X509Certificate(readFileSync(file))
  const serials = (id: string) => fleet.invitations.given(id).map(der => new X509Certificate(der).serialNumber)

  test('is left alone until a third of its time is left, and renewed from then on, for the same name and key', async () => {
    const machine = await joined()
    const first = read(machine.certFile)
    const key = readFileSync(machine.keyFile, 'utf8')
    aheadMs = 59 * DAY_MS
    expect(await renew(machine, now())).toBeUndefined()
    expect(fleet.invitations.given(machine.invitation)).toHaveLength(1)
    aheadMs = 62 * DAY_MS
    const until = await renew(machine, now())
    const second = read(machine.certFile)
    expect(Date.parse(second.validTo)).toBe(until!.getTime())
    expect(until!.getTime()).toBeGreaterThan(Date.parse(first.validTo) + 60 * DAY_MS)
    expect([second.subject, second.keyUsage]).toEqual([`CN=${NAME}`, first.keyUsage])
    expect(second.serialNumber).not.toBe(first.serialNumber)
    expect(second.checkPrivateKey((await import('node:crypto')).createPrivateKey(key))).toBe(true)
    expect(readFileSync(machine.keyFile, 'utf8')).toBe(key)
    expect(fleet.told.at(-1)).toContain(`${NAME} has another certificate`)
    expect(await renew(machine, now())).toBeUndefined()
  })

  test('whose answer was lost on its way is the same one when it is asked for again', async () => {
    const machine = await joined()
    const first = readFileSync(machine.certFile)
    aheadMs = 70 * DAY_MS
    await renew(machine, now())
    const second = read(machine.certFile).serialNumber
    writeFileSync(machine.certFile, first)
    aheadMs += DAY_MS / 2
    await renew(machine, now())
    expect(read(machine.certFile).serialNumber).toBe(second)
    expect(serials(machine.invitation)).toHaveLength(2)
  })

  test('is for nobody else: another key, and whoever shows nothing, are refused', async () => {
    const machine = await joined()
    const url = `https://127.0.0.1:${fleet.server.port}`
    const shown = new Certificate(readFileSync(machine.certFile, 'utf8'))
    const keys = await keysOf(readFileSync(machine.keyFile, 'utf8'))
    await expect(reenrol(url, fleet.authority.certificate, keys, shown)).resolves.toBeDefined()
    const other = await makeKeys()
    await expect(reenrol(url, fleet.authority.certificate, other, shown)).rejects.toThrow()
    expect(serials(machine.invitation)).toHaveLength(2)
  })

  test('is not renewed where the machine was withdrawn, which hears why, and neither token nor configuration count any more', async () => {
    const machine = await joined()
    const token = fleet.invite()
    const file = at(folder, `machine-${++count}`, 'aisle.yaml')
    await join({ token, file, replace: false, told: () => {} })
    expect(fleet.invitations.withdraw(token.invitation, now())).toBe('joined')
    expect(fleet.invitations.withdraw(token.invitation, now())).toBe('joined')
    await expect(join({ token, file, replace: true, told: () => {} })).rejects.toThrow(/withdrawn/)
    expect(fleet.invitations.withdraw(machine.invitation, now())).toBe('joined')
    aheadMs = 70 * DAY_MS
    const before = readFileSync(machine.certFile)
    await expect(renew(machine, now())).rejects.toMatchObject({ code: 'RENEWAL_FAILED', message: /withdrawn/ })
    expect(readFileSync(machine.certFile)).toEqual(before)
    expect(renewalOf(machine.certFile)?.failed?.why).toContain('withdrawn')
    expect(serials(machine.invitation)).toHaveLength(1)
    expect(fleet.invitations.withdraw('0'.repeat(16), now())).toBe('unknown')
  })

  test('is not given to whoever is withdrawn between the head of their question and its end', async () => {
    const machine = await joined()
    const [cert, key] = [machine.certFile, machine.keyFile].map(file => readFileSync(file, 'utf8'))
    const keys = await keysOf(key)
    const made = await Pkcs10CertificateRequestGenerator.create({ name: 'CN=x', keys, signingAlgorithm: SIGNING })
    const asked = request({
      ...{ host: '127.0.0.1', port: fleet.server.port, path: PATHS.reenrol, method: 'POST', agent: false },
      ...{ cert, key, ca: fleet.authority.certificate.toString('pem'), headers: { expect: '100-continue' } },
    })
    asked.flushHeaders()
    await once(asked, 'continue')
    expect(fleet.invitations.withdraw(machine.invitation, now())).toBe('joined')
    asked.end(base64(new Uint8Array(made.rawData)))
    const [{ statusCode }] = (await once(asked, 'response')) as [IncomingMessage]
    expect([statusCode, serials(machine.invitation).length]).toEqual([403, 1])
  })

  test('that was given out lately is not given again to whoever was withdrawn since', async () => {
    const { invitation, certFile } = await joined()
    const { raw } = read(certFile)
    expect(fleet.invitations.renew(invitation, raw, now())).toEqual(raw)
    expect(fleet.invitations.renew(invitation, Buffer.of(1), now())).toEqual(raw)
    fleet.invitations.withdraw(invitation, now())
    expect(fleet.invitations.renew(invitation, raw, now())).toBe('withdrawn')
    expect(serials(invitation)).toHaveLength(2)
  })

  test('that is good for a day only is renewed each time that it is due, and is well all the time', async () => {
    const brief = await party(at(folder, 'brief'), now, 1)
    try {
      const machine = await joined(brief)
      // TLS goes by the clock of this machine: what is made more than a day ahead is not good yet.
      for (let hour = 0; hour <= 35; hour += 5) {
        aheadMs = hour * HOUR_MS
        await renew(machine, now())
        expect(Date.parse(read(machine.certFile).validTo), `after ${hour} hours`).toBeGreaterThan(now())
        expect(testCertificates(machine.broker, now()).at(-1)).toMatchObject({ passed: true })
      }
      expect(brief.invitations.given(machine.invitation)).toHaveLength(3)
    } finally {
      await brief.server.close()
      brief.invitations.close()
    }
  })

  test('that could not be renewed is told by selftest and doctor, at once in words, and as a fault once time runs out', async () => {
    const machine = await joined()
    const { url, authority } = renewalOf(machine.certFile)!
    const told = () => testCertificates(machine.broker, now()).at(-1)!
    expect(told()).toMatchObject({ passed: true, found: expect.stringContaining('renewed by itself') })
    const lost = JSON.stringify({ url: 'https://127.0.0.1:1', authority })
    writeFileSync(renewalFile(machine.certFile), lost)
    aheadMs = 62 * DAY_MS
    await expect(renew(machine, now())).rejects.toMatchObject({ code: 'RENEWAL_FAILED' })
    expect(told()).toMatchObject({ passed: true, found: expect.stringContaining('but not renewed') })
    aheadMs = 80 * DAY_MS
    expect(told()).toMatchObject({ passed: false, next: expect.stringContaining('aislectl fleet serve') })
    const { failed } = renewalOf(machine.certFile)!
    writeFileSync(renewalFile(machine.certFile), JSON.stringify({ url, authority, failed }))
    await renew(machine, now())
    expect(renewalOf(machine.certFile)).toEqual({ url, authority })
    expect(told()).toMatchObject({ passed: true, found: expect.not.stringContaining('but not') })
  })

  test('is seen to while the agent runs, and a fault ends nothing', async () => {
    const machine = await joined()
    aheadMs = 62 * DAY_MS
    const stop = new AbortController()
    const faults: Fault[] = []
    const where = readFileSync(renewalFile(machine.certFile), 'utf8')
    writeFileSync(renewalFile(machine.certFile), '{}')
    const until = await new Promise<Date>(resolve => {
      void keepRenewed(machine.broker, {
        ...{ signal: stop.signal, now, renewed: resolve, firstMs: 1, everyMs: 20 },
        warn(fault) {
          faults.push(fault)
          writeFileSync(renewalFile(machine.certFile), where)
        },
      })
    })
    stop.abort()
    expect(faults.map(({ code }) => code)).toEqual(['FILE_UNREADABLE'])
    expect(until.getTime()).toBe(Date.parse(read(machine.certFile).validTo))
  })

  test('is seen to by hand where nothing lies beside it, and whatever else lies there is no reason to die of', async () => {
    const machine = await joined()
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.json(), fc.uint8Array().map(Buffer.from)), async found => {
        writeFileSync(renewalFile(machine.certFile), found as string)
        await expect(renew(machine, now())).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
      }),
      { numRuns: 50 },
    )
    rmSync(renewalFile(machine.certFile))
    aheadMs = 89 * DAY_MS
    expect(await renew(machine, now())).toBeUndefined()
  })

  test('stands on the list of its authority once it is withdrawn, with all that were given out before, and what stood there stays', async () => {
    const [gone, stays, before] = [await joined(), await joined(), await joined()]
    const early = readFileSync(gone.certFile)
    aheadMs = 62 * DAY_MS
    await renew(gone, now())
    aheadMs = 0
    const given = (id: string) => fleet.invitations.given(id)
    await revoke(at(folder, 'fleet'), fleet.authority, given(before.invitation), now())
    const list = await revoke(at(folder, 'fleet'), fleet.authority, given(gone.invitation), now())
    const first = at(folder, 'first.pem')
    writeFileSync(first, early)
    const ahead = String(Math.floor((Date.now() + 63 * DAY_MS) / 1000))
    const judged = (file: string) => {
      const authority = ['-CAfile', at(folder, 'fleet', 'ca.pem')]
      const words = ['verify', '-attime', ahead, '-crl_check', '-CRLfile', list, ...authority, file]
      const { stdout, stderr } = spawnSync('openssl', words, { encoding: 'utf8' })
      return /certificate revoked/.test(stdout + stderr) ? 'revoked' : /: OK/.test(stdout) ? 'good' : stdout + stderr
    }
    expect([first, gone.certFile, before.certFile, stays.certFile].map(judged)).toEqual([
      ...['revoked', 'revoked', 'revoked', 'good'],
    ])
  })
})
