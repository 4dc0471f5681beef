import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as at } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { aislectl } from '../../../agent/cli/aislectl.ts'
import { run } from '../../../agent/cli/run.ts'
import { join } from '../../../agent/fleet/join.ts'
import { revokeAll } from '../../../agent/fleet/revocations.ts'
import { X509Certificate, X509Crl } from '../../../agent/fleet/x509.ts'
import { describeWith } from '../../needs.ts'
import { CONFIG, NAME, type Party, party } from '../fleet/party.ts'
import { listen } from './spoken.ts'

const said = listen()

describeWith(['openssl'], 'aislectl fleet', () => {
  let folder: string
  let fleet: Party
  beforeAll(async () => {
    folder = mkdtempSync(at(tmpdir(), 'aisle-fleet-'))
    fleet = await party(folder)
  })
  beforeEach(() => (process.exitCode = undefined))
  afterAll(async () => {
    await fleet.server.close()
    fleet.invitations.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function types(...words: string[]) {
    said.out = said.err = ''
    process.exitCode = undefined
    await run(aislectl, ['fleet', ...words, '--json'])
    return process.exitCode ? { code: process.exitCode, ...JSON.parse(said.err) } : JSON.parse(said.out)
  }
  const own = () => ['--authority', folder]

  async function joined(name: string) {
    const token = fleet.invite()
    await join({ token, file: at(folder, name, 'aisle.yaml'), replace: false, told: () => {} })
    const { serialNumber, rawData } = new X509Certificate(readFileSync(at(folder, name, 'door.pem'), 'utf8'))
    return { invitation: token.invitation, serialNumber, der: new Uint8Array(rawData) }
  }

  function listed(file: string): string[] {
    const { entries } = new X509Crl(readFileSync(file, 'utf8').replaceAll('X509 CRL', 'CRL'))
    return entries.map(({ serialNumber }) => serialNumber)
  }

  test('withdraws whoever has joined too, says what the broker must be given, and shows who is left', async () => {
    const [token, other] = [fleet.invite(), fleet.invite()]
    await join({ token, file: at(folder, 'machine', 'aisle.yaml'), replace: false, told: () => {} })
    const states = async () => (await types('list', ...own())).map((one: { state: string }) => one.state)
    expect(await states()).toEqual(['joined', 'waits'])
    const list = at(folder, 'crl.pem')
    expect(await types('withdraw', token.invitation, ...own())).toEqual({
      ...{ invitation: token.invitation, joined: true, list },
    })
    expect(readFileSync(list, 'utf8')).toMatch(/^-----BEGIN X509 CRL-----/)
    expect(await types('withdraw', other.invitation, ...own())).toMatchObject({ joined: false })
    expect(await types('withdraw', other.invitation, ...own())).toMatchObject({
      ...{ code: 1, error: { code: 'INVITATION_UNKNOWN' } },
    })
    expect(await states()).toEqual(['withdrawn'])
    // Its name is free again.
    const file = at(folder, 'first.yaml')
    writeFileSync(file, CONFIG)
    const words = ['--config', file, '--url', 'https://central.example:8443']
    expect(await types('invite', ...own(), ...words)).toMatchObject({ name: NAME })
  })

  test('loses nobody from the list of whom two withdraw at the same time, nor where the list itself is lost', async () => {
    const [one, two, three] = [await joined('one'), await joined('two'), await joined('three')]
    const list = at(folder, 'crl.pem')
    const withdraw = ({ invitation }: { readonly invitation: string }) =>
      run(aislectl, ['fleet', 'withdraw', invitation, ...own(), '--json'])
    await Promise.all([withdraw(one), withdraw(two)])
    expect(listed(list)).toEqual(expect.arrayContaining([one.serialNumber, two.serialNumber]))
    rmSync(list)
    await withdraw(three)
    expect(listed(list)).toEqual(expect.arrayContaining([one, two, three].map(({ serialNumber }) => serialNumber)))
  })

  test('has on the list also whoever is withdrawn while it is made', async () => {
    const both = [await joined('early'), await joined('meanwhile')]
    let looks = 0
    const withdrawn = () => both.slice(0, ++looks).map(({ der }) => der)
    const list = await revokeAll(mkdtempSync(at(folder, 'list-')), fleet.authority, withdrawn, Date.now())
    expect(listed(list)).toEqual(both.map(({ serialNumber }) => serialNumber))
  })

  test('says of a first configuration by which nobody can join what to mend here, not on a machine', async () => {
    const file = at(folder, 'unfit.yaml')
    writeFileSync(file, CONFIG.replace(', keyFile: door.key', '').replace(', certFile: door.pem', ''))
    const { code, error } = await types('invite', ...own(), '--config', file, '--url', 'https://central.example:8443')
    expect([code, error.code]).toEqual([1, 'CONFIG_UNUSABLE'])
    expect(error.message).toContain('broker is not to join with')
  })

  test('begins no list in a folder where no authority is', async () => {
    const wrong = mkdtempSync(at(tmpdir(), 'aisle-wrong-'))
    for (const words of [['list'], ['withdraw', 'abc']])
      expect(await types(...words, '--authority', wrong)).toMatchObject({ error: { code: 'AUTHORITY_UNUSABLE' } })
    expect(existsSync(at(wrong, 'fleet.db'))).toBe(false)
    rmSync(wrong, { recursive: true })
  })
})

test('a survey that cannot be made is not told as a sensor of an agent that goes on', async () => {
  await run(aislectl, ['wifi', 'survey', '--interface', 'nowhere0'])
  expect([process.exitCode, said.err]).toEqual([1, expect.not.stringContaining('other lanes')])
})

test('a key that is there is not written over, and it is said why', async () => {
  const folder = mkdtempSync(at(tmpdir(), 'aisle-key-'))
  const file = at(folder, 'gallery.key')
  writeFileSync(file, 'mine')
  await run(aislectl, ['key', 'secret', file])
  expect([process.exitCode, said.err]).toEqual([1, expect.stringContaining('there already')])
  expect(readFileSync(file, 'utf8')).toBe('mine')
  rmSync(folder, { recursive: true })
})
