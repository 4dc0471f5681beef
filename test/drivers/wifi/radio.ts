import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** Channels of the radio, as iw names them. */
const PHY = [
  '* 2412 MHz [1] (20.0 dBm)',
  '* 2437 MHz [6] (20.0 dBm)',
  '* 2462 MHz [11] (20.0 dBm)',
  '* 2484 MHz [14] (disabled)',
]

/** An iw whose radio is a folder: `at` holds where it is, `log` where it was, and `refuse-MHZ` or `refuse` what it says instead. */
export function radio(type = 'monitor') {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-iw-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'iw')
  writeFileSync(join(folder, 'at'), '2412')
  writeFileSync(
    path,
    `#!/bin/sh
cd ${folder}
if [ "$1" = phy ]; then printf '\\t\\t\\t%s\\n' ${PHY.map(line => `'${line}'`).join(' ')}; exit 0; fi
if [ "$3" = info ]; then printf 'Interface x\\n\\ttype ${type}\\n\\twiphy 0\\n\\tchannel 1 (%s MHz)\\n' "$(cat at)"; exit 0; fi
for refusal in refuse refuse-$5; do words=$(cat $refusal 2>&-) && { echo "$words" >&2; exit 240; }; done
echo $5 >> log
[ -e deaf ] || echo $5 > at
`,
  )
  chmodSync(path, 0o755)
  const read = (name: string) => {
    try {
      return readFileSync(join(folder, name), 'utf8').trim()
    } catch {
      return ''
    }
  }
  return {
    iw: [path],
    refuse: (words: string, mhz?: number) => writeFileSync(join(folder, mhz ? `refuse-${mhz}` : 'refuse'), words),
    relent: () => rmSync(join(folder, 'refuse')),
    deafen: () => writeFileSync(join(folder, 'deaf'), ''),
    /** Where it is, MHz. */
    at: () => Number(read('at')),
    /** Where it has been so far, MHz. */
    been: () =>
      read('log')
        .split('\n')
        .filter(line => line !== '')
        .map(Number),
  }
}
