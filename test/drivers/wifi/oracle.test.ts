import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { probeLines } from '../../bench/lines.ts'
import { describeWith, recordings } from '../../needs.ts'

/** Every probe request as tshark decodes it, one file a capture; columns are named in the first line. */
describeWith(['recordings'], 'probe requests agree with tshark', () => {
  const captures = readdirSync(recordings('wifi'), { recursive: true, encoding: 'utf8' }).filter(
    path => /\.(pcap|pcapng)(\.gz)?$/.test(path) && !path.startsWith('oracle'),
  )
  const pairs = readdirSync(recordings('wifi', 'oracle')).flatMap(oracle => {
    const capture = captures.find(path => matches(path, oracle))
    return capture === undefined ? [] : [[capture, oracle] as const]
  })

  test('there are captures to compare', () => expect(pairs.length).toBeGreaterThan(20))

  test.each(pairs)('%s', async (capture, oracle) => {
    const [head = '', ...rows] = gunzipSync(readFileSync(recordings('wifi', 'oracle', oracle)))
      .toString()
      .trimEnd()
      .split('\n')
    const columns = head.split('\t')
    const column = (row: string, name: string) => row.split('\t')[columns.indexOf(name)] ?? ''
    const ours: string[][] = []
    for await (const line of probeLines(recordings('wifi', capture))) ours.push(line.split('\t'))

    expect(ours.length).toBe(rows.length)
    for (const [i, row] of rows.entries()) {
      const [time, transmitter, rssi, , seq, ssidLength] = ours[i]!
      expect([time, transmitter, seq]).toEqual([
        Number(column(row, 'frame.time_epoch')).toFixed(6),
        column(row, 'wlan.sa'),
        column(row, 'wlan.seq'),
      ])
      // tshark lists one value an antenna, the combined one first.
      const [signal = ''] = column(row, 'radiotap.dbm_antsignal').split(',')
      if (signal !== '') expect(rssi).toBe(signal)
      const ssid = column(row, 'wlan.ssid')
      if (/^([0-9a-f]{2})+$/.test(ssid)) expect(Number(ssidLength)).toBe(ssid.length / 2)
    }
  })
})

/** The oracle's files are named after the whole path with underscores; some folders were named otherwise at that time. */
function matches(capture: string, oracle: string): boolean {
  const name = oracle.replace(/\.tsv\.gz$/, '')
  if (!name.endsWith(basename(capture))) return false
  const words = capture.replace('two-positions/', 'position_').split(/[/_]/).slice(0, -1)
  const position = /position_(\d)/.exec(name)?.[1] ?? ''
  if (capture.includes('two-positions')) return capture.includes(`/${position}/`)
  return name.startsWith(words[0]!) && (capture.startsWith('brno') || name === capture.replaceAll('/', '_'))
}
