import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate, setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { ROOT } from '../../../config/root.ts'
import { byHelper, byIw } from '../../../drivers/wifi/tuner.ts'
import { radio } from './radio.ts'

const script = (name: string) => fileURLToPath(new URL(`deploy/debian/tree/usr/lib/aisle/${name}`, ROOT))
const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** What systemd does with a socket of the package: each connection is standard input and output of a program of its own. */
async function behindSocket(command: readonly string[], path = process.env.PATH): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-helper-'))
  const socket = join(folder, 'sock')
  const [program = '', ...args] = command
  const server = createServer({ pauseOnConnect: true }, connection => {
    const env = { ...process.env, PATH: path }
    const child = spawn(program, args, { stdio: [connection, connection, 'ignore'], env, detached: true })
    connection.destroy()
    // As systemd does it: what a program leaves running ends with it.
    child.on('exit', () => {
      try {
        process.kill(-child.pid!, 'SIGKILL')
      } catch {
        // It left nothing.
      }
    })
  })
  await once(server.listen(socket), 'listening')
  closing.push(
    () => rmSync(folder, { recursive: true }),
    () => new Promise(resolve => server.close(resolve)),
  )
  return socket
}

// First, as what others leave to be tidied up would be counted.
test('an iw that is ended holds this process no more, nor does what it started and left running', async () => {
  const held = (what: string) => process.getActiveResourcesInfo().filter(name => name === what).length
  const [processes, pipes] = [held('ProcessWrap'), held('PipeWrap')]
  const hanging = byIw(['sh', '-c', 'sleep 3; true'])
  const answer = hanging.tune('wlan0', 2412)
  expect(held('PipeWrap')).toBe(pipes + 2)
  await sleep(50)
  hanging.close()
  expect(await answer).toMatchObject({ code: null })
  // Before it can be known that it is gone: one that hangs in the kernel never is.
  expect(held('ProcessWrap')).toBe(processes)
  await expect.poll(() => held('PipeWrap'), { timeout: 1000 }).toBe(pipes)
})

test('the helper that changes channels does so, line by line, over one connection, and takes nothing else', async () => {
  const { iw, refuse, been } = radio()
  const socket = await behindSocket(['sh', script('hop')], `${iw[0]!.replace(/\/iw$/, '')}:${process.env.PATH}`)
  const tuner = byHelper(socket)
  closing.push(() => tuner.close())
  expect(await tuner.tune('wlan1', 2437)).toMatchObject({ code: 0 })
  refuse('command failed: Invalid argument (-22)', 2462)
  expect(await tuner.tune('wlan1', 2462)).toMatchObject({ code: 240, words: 'command failed: Invalid argument (-22)' })
  for (const name of ['-h', 'a;reboot', '$(reboot)', '../x', ''])
    expect(await tuner.tune(name, 2412)).toMatchObject({ code: 2 })
  expect(await tuner.tune('wlan1', Number.NaN)).toMatchObject({ code: 2 })
  expect(been()).toEqual([2437])
})

test('a helper that changes channels and is not there, or hangs up, is told as that', async () => {
  expect(await byHelper('/nonexistent/sock').tune('wlan1', 2412)).toMatchObject({
    code: null,
    words: expect.stringMatching(/ENOENT.*aisle-hop/),
  })
  const tuner = byHelper(await behindSocket(['true']))
  for (const _ of [1, 2])
    expect(await tuner.tune('wlan1', 2412)).toMatchObject({ code: null, words: expect.stringContaining('aisle-hop') })
})

test('a helper that changes channels day and night is listened to by no more listeners than at first', async () => {
  const warned: string[] = []
  const heed = ({ name }: Error) => void warned.push(name)
  process.on('warning', heed)
  const tuner = byHelper(await behindSocket(['sh', '-c', 'while read -r line; do echo 0; done']))
  closing.push(
    () => tuner.close(),
    () => void process.off('warning', heed),
  )
  for (let i = 0; i < 20; i++) expect(await tuner.tune('wlan1', 2412)).toMatchObject({ code: 0 })
  await setImmediate()
  expect(warned).toEqual([])
})

test('a helper that hung up since it was last asked is called anew at once', async () => {
  const tuner = byHelper(await behindSocket(['sh', '-c', 'read -r line; echo 0']))
  closing.push(() => tuner.close())
  // At once, and when it is known that it hung up.
  for (const waitMs of [0, 0, 100, 100]) {
    expect(await tuner.tune('wlan1', 2412)).toMatchObject({ code: 0 })
    await sleep(waitMs)
  }
})

test('an iw that hangs is ended with whoever asked it, and not waited for', async () => {
  const hanging = byIw(['sh', '-c', 'exec sleep 60'])
  const beganMs = performance.now()
  const answer = hanging.tune('wlan0', 2412)
  await sleep(50)
  hanging.close()
  expect(await answer).toMatchObject({ code: null })
  // Left to itself, it is ended after five seconds.
  expect(performance.now() - beganMs).toBeLessThan(4000)
  expect(await hanging.tune('wlan0', 2412)).toMatchObject({ code: null })
})
