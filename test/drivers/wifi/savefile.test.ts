import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { savefile } from '../../../drivers/wifi/savefile.ts'
import { sourceSuite } from '../conformance.ts'
import { onAir, pcap, probeRequest } from './air.ts'

sourceSuite('a savefile', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-savefile-'))
  const records = Array.from({ length: 5000 }, (_, i) => ({
    atMs: 1_700_000_000_000 + i,
    packet: onAir(probeRequest({ seq: i & 4095 })),
  }))
  writeFileSync(join(folder, 'a.pcap'), pcap(records))
  return {
    source: savefile('door', join(folder, 'a.pcap')),
    times: batch => batch.atMs.subarray(0, batch.count),
    close: () => rmSync(folder, { recursive: true }),
  }
})

test('a file that is not there is a fault', async () => {
  const items = savefile('door', '/nonexistent/a.pcap').open(new AbortController().signal)[Symbol.asyncIterator]()
  await expect(items.next()).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
})
