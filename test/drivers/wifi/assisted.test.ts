import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { ROOT } from '../../../config/root.ts'
import { helper } from '../../../drivers/wifi/assisted.ts'
import type { FrameBatch } from '../../../drivers/wifi/batch.ts'
import { describeWith } from '../../needs.ts'
import { sourceSuite } from '../conformance.ts'
import { onAir, probeRequest } from './air.ts'
import { INTERFACE, Namespace } from './namespace.ts'

const CAPTURE = fileURLToPath(new URL('deploy/debian/tree/usr/lib/aisle/capture', ROOT))
const forever = new AbortController().signal

let folder: string
let socket: string
let server: Server
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aisle-helper-'))
  socket = join(folder, 'sock')
})
afterEach(() => {
  server?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A service at the socket, as systemd would start one for each connection. */
async function serve(at: string, each: (connection: Socket) => void): Promise<Server> {
  const listening = createServer({ pauseOnConnect: true }, each).listen(at)
  await once(listening, 'listening')
  return listening
}

/** The kernel's list of interfaces, with one in it. */
function interfaces(type: string, flags: string): string {
  mkdirSync(join(folder, 'net', 'wlan0'), { recursive: true })
  writeFileSync(join(folder, 'net', 'wlan0', 'type'), `${type}\n`)
  writeFileSync(join(folder, 'net', 'wlan0', 'flags'), `${flags}\n`)
  return join(folder, 'net')
}

describe('a helper that ends without a capture', () => {
  test.each([
    ['wlan9', '803', '0x1003', 'SOURCE_REFUSED', /no interface wlan9/],
    ['wlan0', '1', '0x1003', 'SOURCE_REFUSED', /not in monitor mode/],
    ['wlan0', '803', '0x1002', 'SOURCE_REFUSED', /ip link set wlan0 up/],
    ['wlan0', '803', '0x1003', 'SOURCE_LOST', /journalctl/],
  ])('on %s of kind %s with flags %s is %s', async (network, type, flags, code, message) => {
    const networks = interfaces(type, flags)
    server = await serve(socket, connection => connection.destroy())
    const items = helper('door', network, socket, networks).open(forever)[Symbol.asyncIterator]()
    await expect(items.next()).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
  })

  test('since nobody is at the socket any more is a lost sensor', async () => {
    const items = helper('door', 'wlan0', socket, interfaces('803', '0x1003')).open(forever)[Symbol.asyncIterator]()
    await expect(items.next()).rejects.toMatchObject({
      code: 'SOURCE_LOST',
      message: expect.stringContaining('ENOENT'),
    })
  })
})

test('the capture of the package refuses what is no interface', async () => {
  const child = spawn(CAPTURE, { stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin.end('-i any\n')
  const [code] = await once(child, 'close')
  expect(code).toBe(2)
})

describeWith(['tcpdump', 'ip', 'cc', 'root'], 'the capture of the package on an adapter in monitor mode', () => {
  const specimen = async (isHeard: boolean) => {
    const there = new Namespace()
    await there.open()
    const at = mkdtempSync(join(tmpdir(), 'aisle-helper-'))
    const listening = await serve(join(at, 'sock'), connection => {
      const [program, ...before] = there.inside
      spawn(program!, [...before, CAPTURE], { stdio: [connection, connection, 'ignore'] })
      connection.destroy()
    })
    let seq = 0
    const timer = setInterval(() => isHeard && there.send(onAir(probeRequest({ seq: seq++ & 4095 }))), 2)
    return {
      source: helper('door', INTERFACE, join(at, 'sock')),
      times: (batch: FrameBatch) => batch.atMs.subarray(0, batch.count),
      async close() {
        clearInterval(timer)
        listening.close()
        rmSync(at, { recursive: true, force: true })
        await there.close()
      },
    }
  }
  sourceSuite(
    'helper',
    () => specimen(true),
    () => specimen(false),
  )

  test('ends when whoever reads it goes, though nothing is on the air', async () => {
    const there = new Namespace()
    onTestFinished(() => there.close())
    await there.open()
    let ended: Promise<unknown> | undefined
    server = await serve(socket, connection => {
      const [program, ...before] = there.inside
      ended = once(spawn(program!, [...before, CAPTURE], { stdio: [connection, connection, 'ignore'] }), 'close')
      connection.destroy()
    })
    const stop = new AbortController()
    const next = helper('door', INTERFACE, socket).open(stop.signal)[Symbol.asyncIterator]().next()
    await expect.poll(() => ended !== undefined).toBe(true)
    stop.abort()
    await next
    await ended
  })
})
