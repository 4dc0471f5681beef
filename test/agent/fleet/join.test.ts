import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join as at } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { join } from '../../../agent/fleet/join.ts'
import { joined } from '../../../agent/fleet/joined.ts'
import type { Token } from '../../../agent/fleet/token.ts'
import { ROOT } from '../../../config/root.ts'
import { describeWith } from '../../needs.ts'
import { CONFIG, HOUR_MS, NAME, type Party, party } from './party.ts'

describeWith(['openssl'], 'a machine that joins a fleet', () => {
  let folder: string
  let fleet: Party
  let aheadMs = 0
  let count = 0

  beforeAll(async () => {
    folder = mkdtempSync(at(tmpdir(), 'aisle-fleet-'))
    fleet = await party(at(folder, 'fleet'), () => Date.now() + aheadMs)
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

  const machine = () => at(folder, `machine-${++count}`, 'aisle.yaml')
  const told: string[] = []
  const enter = (token: Token, file: string, replace = false) =>
    join({ token, file, replace, told: line => void told.push(line) })
  const code = async (joining: Promise<unknown>) =>
    joining.then(
      () => 'joined',
      thrown => thrown.code ?? thrown,
    )
  const beside = (file: string) => readdirSync(at(file, '..')).sort()

  test('has its key, a certificate in its name, the authority and its configuration, and nothing else', async () => {
    const file = machine()
    const config = await enter(fleet.invite(), file)
    expect(config.store).toMatchObject({ tenant: 'acme', store: 'vienna', agent: 'door' })
    expect(beside(file)).toEqual(['aisle.yaml', 'ca.pem', 'door.key', 'door.pem', 'door.pem.renewal'])
    expect(readFileSync(file, 'utf8')).toBe(CONFIG)
    const [own, authority] = ['door.pem', 'ca.pem'].map(name => new X509Certificate(readFileSync(at(file, '..', name))))
    expect(own!.subject).toBe(`CN=${NAME}`)
    expect(own!.verify(authority!.publicKey)).toBe(true)
    expect(own!.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2'])
    for (const secret of ['aisle.yaml', 'door.key']) expect(statSync(at(file, '..', secret)).mode & 0o007).toBe(0)
    expect(fleet.told).toEqual([expect.stringContaining(`${NAME} has joined`)])
  })

  test('whose key was never told to anybody: it is not in what went over the wire, nor at the fleet', async () => {
    const file = machine()
    await enter(fleet.invite(), file)
    const key = readFileSync(at(file, '..', 'door.key'), 'utf8').split('\n')[1]!
    for (const name of readdirSync(at(folder, 'fleet')))
      expect(readFileSync(at(folder, 'fleet', name), 'latin1')).not.toContain(key)
  })

  test('may join once: a second machine with the same token is refused, and the fleet hears of it', async () => {
    const token = fleet.invite()
    await enter(token, machine())
    const second = machine()
    expect(await code(enter(token, second))).toBe('JOIN_REFUSED')
    expect(fleet.told.at(-1)).toMatch(/^refused 127\.0\.0\.1: that token has been used/)
    // The key that was made for it opens nothing.
    expect(beside(second)).toEqual([])
  })

  test('repeats the command, and is told that it has joined; its key stays, nobody is accused and nothing is asked', async () => {
    const token = fleet.invite()
    const file = machine()
    await enter(token, file)
    const before = beside(file).map(name => readFileSync(at(file, '..', name), 'utf8'))
    const again = enter({ ...token, url: 'https://127.0.0.1:1' }, file)
    await expect(again).rejects.toThrow(/^This machine is aisle\/v1\/acme\/vienna\/door already, .* good until \d{4}-/)
    expect(await code(enter(token, file))).toBe('JOIN_AGAIN')
    // With another invitation it says so too: a new key is to be asked for.
    expect(await code(enter(fleet.invite(), file))).toBe('JOIN_AGAIN')
    expect(beside(file).map(name => readFileSync(at(file, '..', name), 'utf8'))).toEqual(before)
    expect(fleet.told).toHaveLength(1)
    // Of another authority it knows nothing.
    expect(joined(file, '0'.repeat(64), Date.now())).toBeUndefined()
    expect(joined(file, token.authority, Date.now() + 91 * 24 * HOUR_MS)).toBeUndefined()
    rmSync(at(file, '..', 'door.key'))
    expect(await code(enter(token, file))).toBe('JOIN_DONE')
  })

  test('is refused where the token is over, withdrawn or made up, and is told which', async () => {
    const late = fleet.invite({ forMs: HOUR_MS })
    aheadMs = HOUR_MS + 1
    await expect(enter(late, machine())).rejects.toThrow(/is over/)
    aheadMs = 0
    const gone = fleet.invite()
    expect(fleet.invitations.withdraw(gone.invitation, Date.now())).toBe('waited')
    await expect(enter(gone, machine())).rejects.toThrow(/nobody was invited/)
    await expect(enter({ ...fleet.invite(), secret: '0'.repeat(64) }, machine())).rejects.toThrow(/nobody was invited/)
  })

  test('tells nothing to whom the token does not speak of', async () => {
    const other = await party(at(folder, 'other'))
    try {
      const token = { ...fleet.invite(), url: `https://127.0.0.1:${other.server.port}` }
      const file = machine()
      expect(await code(enter(token, file))).toBe('JOIN_STRANGER')
      expect(other.told).toEqual([])
      expect(existsSync(at(file, '..'))).toBe(false)
    } finally {
      await other.server.close()
      other.invitations.close()
    }
  })

  test('broken off after any answer and begun anew, comes to the same key and certificate', async () => {
    // Each request is a connection of its own: the wire lets so many through and cuts the next.
    for (const through of [0, 1, 2]) {
      let left = through
      const wire = createServer(socket => {
        if (left-- <= 0) return void socket.destroy()
        pipe(socket, connect(fleet.server.port, '127.0.0.1'))
      })
      wire.listen(0, '127.0.0.1')
      await once(wire, 'listening')
      const { port } = wire.address() as { port: number }
      const token = fleet.invite({ url: `https://127.0.0.1:${port}` })
      const file = machine()
      expect(await code(enter(token, file)), `cut after ${through}`).toBe('JOIN_UNREACHABLE')
      expect(existsSync(file)).toBe(false)
      const begun = through > 0 ? readFileSync(`${file}.joining-${token.invitation}`, 'utf8') : undefined
      left = Number.POSITIVE_INFINITY
      await enter(token, file)
      wire.close()
      if (begun) expect(readFileSync(at(file, '..', 'door.key'), 'utf8')).toBe(begun)
      expect(beside(file)).toEqual(['aisle.yaml', 'ca.pem', 'door.key', 'door.pem', 'door.pem.renewal'])
    }
  })

  test('whose power went when all but the last step was done goes on with what it had', async () => {
    const token = fleet.invite()
    const file = machine()
    await enter(token, file)
    const key = readFileSync(at(file, '..', 'door.key'), 'utf8')
    writeFileSync(`${file}.joining-${token.invitation}`, key)
    await enter(token, file)
    expect(readFileSync(at(file, '..', 'door.key'), 'utf8')).toBe(key)
    expect(existsSync(`${file}.joining-${token.invitation}`)).toBe(false)
  })

  test('leaves a configuration alone that is there, or keeps it where it is told to replace it', async () => {
    const file = machine()
    mkdirSync(at(file, '..'))
    writeFileSync(file, 'mine')
    const token = fleet.invite()
    expect(await code(enter(token, file))).toBe('JOIN_DONE')
    expect(readFileSync(file, 'utf8')).toBe('mine')
    await enter(token, file, true)
    expect(readFileSync(`${file}.previous`, 'utf8')).toBe('mine')
    const key = readFileSync(at(file, '..', 'door.key'), 'utf8')
    await enter(fleet.invite(), file, true)
    expect(readFileSync(at(file, '..', 'door.key.previous'), 'utf8')).toBe(key)
    expect(statSync(at(file, '..', 'door.key.previous')).mode & 0o007).toBe(0)
  })

  test('takes no files from a shop of another authority, to which it could not go back then', async () => {
    const other = await party(at(folder, 'another'))
    const file = machine()
    try {
      await enter(other.invite(), file)
    } finally {
      await other.server.close()
      other.invitations.close()
    }
    const before = beside(file).map(name => readFileSync(at(file, '..', name), 'utf8'))
    await expect(enter(fleet.invite(), file, true)).rejects.toThrow(/another authority.*move .* away first/)
    const left = beside(file).filter(name => !name.includes('joining'))
    expect(left.map(name => readFileSync(at(file, '..', name), 'utf8'))).toEqual(before)
  })

  test('takes the place of the simulated shop that a package brings', async () => {
    const file = machine()
    mkdirSync(at(file, '..'))
    const example = readFileSync(new URL('config/example.yaml', ROOT), 'utf8')
    writeFileSync(file, example)
    await enter(fleet.invite(), file)
    expect(readFileSync(file, 'utf8')).toBe(CONFIG)
    expect(readFileSync(`${file}.previous`, 'utf8')).toBe(example)
  })

  test.each([
    ['is no configuration', 'floor: 3'],
    ['would write elsewhere', CONFIG.replace('keyFile: door.key', 'keyFile: ../../door.key')],
    ['would write elsewhere by a whole path', CONFIG.replace('caFile: ca.pem', 'caFile: /tmp/ca.pem')],
    ['would write over itself', CONFIG.replace('caFile: ca.pem', 'caFile: aisle.yaml')],
    ['names one file twice', CONFIG.replace('keyFile: door.key', 'keyFile: door.pem')],
    ['is of another agent', CONFIG.replace('agent: door', 'agent: west')],
    ['names no key', CONFIG.replace(', keyFile: door.key', '').replace(', certFile: door.pem', '')],
  ])('refuses a first configuration that %s, and lays nothing down', async (_, config) => {
    const file = machine()
    const token = fleet.invite({ config })
    expect(await code(enter(token, file))).toBe('JOIN_UNFIT')
    expect(beside(file)).toEqual([`aisle.yaml.joining-${token.invitation}`])
    // Mended there and invited anew.
    await enter(fleet.invite(), file)
    expect(readFileSync(file, 'utf8')).toBe(CONFIG)
  })

  function pipe(one: Socket, other: Socket): void {
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const)
      from.on('error', () => to.destroy()).pipe(to)
  }
})
