import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Census } from '../../../agent/presence/census.ts'
import { savefile } from '../../../drivers/wifi/savefile.ts'
import { describeWith, recordings } from '../../needs.ts'

/** Captures that broke other parsers, and files beside them that are none. */
describeWith(['recordings'], 'captures that broke other parsers', () => {
  const files = readdirSync(recordings('malformed', 'pcap'), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => `${entry.parentPath}/${entry.name}`)

  test('are read to their end or refused with a reason', async () => {
    expect(files.length).toBeGreaterThan(900)
    const came = { read: 0, refused: 0, frames: 0, malformed: 0 }
    for (const file of files) {
      const census = new Census({ k: 5, windowMinutes: 5, everySeconds: 60 }, 'UTC')
      try {
        for await (const batch of savefile('broken', file).open(new AbortController().signal)) {
          census.see(batch)
          came.frames += batch.count
          came.malformed += batch.malformed
        }
        came.read++
      } catch (thrown) {
        expect(thrown, file).toMatchObject({ code: 'CAPTURE_MALFORMED', message: expect.stringContaining(file) })
        came.refused++
      }
    }
    expect(came.read + came.refused).toBe(files.length)
    expect(came.read).toBeGreaterThan(100)
    expect(came.frames).toBeGreaterThan(100)
    expect(came.malformed).toBeGreaterThan(0)
  })
})
