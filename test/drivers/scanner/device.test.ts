import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, expect, onTestFinished, test, vi } from 'vitest'
import type { Fault } from '../../../config/fault.ts'
import type { Scans } from '../../../drivers/frame.ts'
import { device } from '../../../drivers/scanner/device.ts'
import type { Source } from '../../../drivers/source.ts'
import { sourceSuite } from '../conformance.ts'

const folder = mkdtempSync(join(tmpdir(), 'aisle-scanner-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let made = 0

/** A named pipe, and a scanner that writes into it all the time, whether or not anybody reads. */
async function pipe() {
  const path = join(folder, `pipe-${made++}`)
  spawnSync('mkfifo', [path])
  const typing = `exec 3<>${path}; i=0; while :; do printf 'CODE-%s\\r\\n' $i >&3; i=$((i+1)); sleep 0.02; done`
  const scanner = spawn('sh', ['-c', typing], { stdio: 'ignore' })
  const ended = once(scanner, 'close')
  return {
    path,
    async close() {
      scanner.kill('SIGKILL')
      await ended
    },
  }
}

const times = (scans: Scans) => scans.map(({ atMs }) => atMs)

sourceSuite(
  'a scanner that writes lines',
  async () => {
    const { path, close } = await pipe()
    return { source: device('till', path), times, close }
  },
  async () => {
    const { path, unplug } = await port()
    return { source: device('till', path), times, close: unplug }
  },
)

/** The codes that come, one by one. */
async function* codes(source: Source<Scans>) {
  for await (const scans of source.open(new AbortController().signal)) yield* scans
}

/** A pair of terminals: what is typed into the one, a line at a time, is what the port at the path delivers. */
async function port() {
  const path = join(folder, `port-${made++}`)
  const pair = spawn('python3', [
    '-c',
    `import os, pty, sys, tty
master, slave = pty.openpty()
os.symlink(os.ttyname(slave), ${JSON.stringify(path)})
print('ready', flush=True)
for line in sys.stdin:
    os.write(master, line.strip().encode() + b'\\r')
os.close(master)`,
  ])
  await once(pair.stdout, 'data')
  return { path, type: (line: string) => pair.stdin.write(`${line}\n`), unplug: () => void pair.stdin.end() }
}

test('a serial port is read as the scanner sends, and its end is told', async () => {
  const { path, type, unplug } = await port()
  const items = codes(device('till', path))
  const first = items.next()
  await delay(200)
  type('EAN-4006381333931')
  expect((await first).value).toMatchObject({ text: 'EAN-4006381333931' })
  const second = items.next()
  type('COUPON-7')
  expect((await second).value).toMatchObject({ text: 'COUPON-7' })
  unplug()
  await expect(items.next()).rejects.toMatchObject({ code: 'SOURCE_LOST' } satisfies Partial<Fault>)
})

/** How often this process holds what is at a path. */
function held(path: string): number {
  return readdirSync('/proc/self/fd').filter(fd => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(path)
    } catch {
      // That of the folder itself, closed by now.
      return false
    }
  }).length
}

test.each([undefined, { baud: 9600, frame: '8N1' } as const])(
  'a serial port that was pulled out, or left, is held no longer: else it would come back under another name (%o)',
  async speed => {
    const { path, unplug } = await port()
    const terminal = realpathSync(path)
    const stop = new AbortController()
    for (const end of [() => stop.abort(), unplug]) {
      const items = device('till', path, speed)
        .open(end === unplug ? new AbortController().signal : stop.signal)
        [Symbol.asyncIterator]()
      await items.next()
      expect(held(terminal)).toBe(1)
      const over = items.next().catch(() => {})
      end()
      await over
      await expect.poll(() => held(terminal)).toBe(0)
    }
  },
)

test('a serial port is set to the speed of the configuration before it is read', async () => {
  const { path, type, unplug } = await port()
  onTestFinished(unplug)
  const items = codes(device('till', path, { baud: 115_200, frame: '8N1' }))
  const first = items.next()
  const settings = () => spawnSync('stty', ['-F', path, '-a'], { encoding: 'utf8' }).stdout
  await expect.poll(settings, { timeout: 20_000 }).toMatch(/speed 115200 baud.*-icanon/s)
  type('COUPON-8')
  expect((await first).value).toMatchObject({ text: 'COUPON-8' })
  await items.return?.()
})

test.each([
  ['8N1', 'cs8 -parenb -cstopb'],
  ['8E1', 'cs8 parenb -parodd -cstopb'],
  ['8O1', 'cs8 parenb parodd -cstopb'],
  ['7E1', 'cs7 parenb -parodd -cstopb'],
  ['7O1', 'cs7 parenb parodd -cstopb'],
] as const)(
  'a frame of %s is set after all else that is set, which would make it one of eight bits',
  async (frame, settings) => {
    const { path, type, unplug } = await port()
    onTestFinished(unplug)
    // A pair of terminals knows eight bits alone: this one tells how it is called, and what the port was before.
    const tools = mkdtempSync(join(folder, 'tools-'))
    const log = join(tools, 'log')
    writeFileSync(
      join(tools, 'stty'),
      `#!/bin/sh\necho "$@" > ${log}\nPATH=$OLD_PATH stty -a >> ${log}\nmv ${log} ${log}-done\n`,
      {
        mode: 0o755,
      },
    )
    vi.stubEnv('OLD_PATH', process.env.PATH)
    vi.stubEnv('PATH', `${tools}:${process.env.PATH}`)
    onTestFinished(() => void vi.unstubAllEnvs())
    const items = codes(device('till', path, { baud: 9600, frame }))
    const first = items.next()
    await expect.poll(() => existsSync(`${log}-done`), { timeout: 20_000 }).toBe(true)
    type('COUPON-9')
    expect((await first).value).toMatchObject({ text: 'COUPON-9' })
    await items.return?.()
    const [called, ...was] = readFileSync(`${log}-done`, 'utf8').split('\n')
    expect(called).toBe(`9600 ${settings} clocal cread`)
    expect(was.join(' ')).toContain('-icanon')
  },
)

test('what is not there, and what is neither port nor pipe, is refused', async () => {
  const file = join(folder, 'file')
  writeFileSync(file, 'COUPON-7\n')
  for (const path of [join(folder, 'none'), file]) {
    const items = device('till', path).open(new AbortController().signal)[Symbol.asyncIterator]()
    await expect(items.next()).rejects.toMatchObject({ code: 'SOURCE_REFUSED' } satisfies Partial<Fault>)
  }
})
