import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { probeLines } from './lines.ts'

/**
 * `tsx test/bench/probes.ts --pcap FILE --out OUT.tsv`: every probe request of a capture as the agent reads it, to be held against
 * another decoder. Outside of the product, which never writes an address.
 */
const { values } = parseArgs({ options: { pcap: { type: 'string' }, out: { type: 'string' } } })
if (!values.pcap || !values.out) {
  process.stderr.write('Usage: tsx test/bench/probes.ts --pcap FILE --out OUT.tsv\n')
  process.exit(2)
}

const out = createWriteStream(values.out)
for await (const line of probeLines(values.pcap)) if (!out.write(`${line}\n`)) await once(out, 'drain')
out.end()
await finished(out)
