import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { program } from '../../../built.ts'
import { onAir, pcap, probeRequest } from '../../../drivers/wifi/air.ts'

const folder = mkdtempSync(join(tmpdir(), 'aisle-evaluate-'))
const aislectl = (...words: string[]) =>
  promisify(execFile)(process.execPath, [program('cli/main.ts'), 'evaluate', 'wifi', ...words])
afterAll(() => rmSync(folder, { recursive: true }))

const AT_MS = Date.UTC(2025, 5, 2, 12, 0, 10)
const FROM = Array.from({ length: 9 }, (_, i) => `3c22fb0000${(0xa0 + i).toString(16)}`)
const file = join(folder, 'a.pcap')
const beacon = onAir(probeRequest().map((byte, at) => (at === 0 ? 0x80 : byte)))
const requests = FROM.map((from, i) => ({
  atMs: AT_MS + i,
  packet: onAir(probeRequest({ from, ssid: 'hidden-name' })),
}))
const bytes = pcap([
  ...requests,
  { atMs: AT_MS + 20, packet: beacon },
  { atMs: AT_MS + 30, packet: onAir(probeRequest(), { flags: 0x40 }) },
  ...requests.map(({ packet }) => ({ atMs: AT_MS + 40, packet })),
])
writeFileSync(file, bytes.subarray(0, bytes.length - 5))

test('a capture is told in figures, without an address, a hash of one, or a name', async () => {
  const { stdout } = await aislectl('--pcap', file, '--json')
  const { probeRequestsPerSecond, ...rest } = JSON.parse(stdout)
  expect(probeRequestsPerSecond).toBeGreaterThan(0)
  expect(rest).toEqual({
    frames: 18,
    malformed: 2,
    truncated: true,
    probeRequests: 17,
    minutes: [
      {
        from: '2025-06-02T12:00:10.000Z',
        at: '2025-06-02T12:01:00.000Z',
        devices: { estimate: 9, low: 9, high: 9 },
        below: 5,
      },
    ],
  })
})

test('and in sentences', async () => {
  const { stdout } = await aislectl('--pcap', file)
  expect(stdout).toMatch(
    /^18 frames, 2 malformed, the capture breaks off in the middle of a record\n17 probe requests, \d+ a second\n/,
  )
  expect(stdout).toContain('2025-06-02T12:01:00.000Z 9 devices (9 to 9)')
  expect(stdout).not.toMatch(/hidden|3c:?22:?fb/)
})

test('what is no capture is refused', async () => {
  writeFileSync(join(folder, 'text'), 'nothing of the kind')
  await expect(aislectl('--pcap', join(folder, 'text'), '--json')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('CAPTURE_MALFORMED'),
  })
})
