import type { Outline } from '../../../agent/cli/outline.ts'
import { type Edition, head, page, synopsis, tagged } from './command.ts'
import { text } from './roff.ts'

const UNITS: readonly (readonly [unit: string, meaning: string])[] = [
  [
    'aisled.service',
    'The agent, as the user aisle, with no right that others have not. It is begun anew whenever it ends, and where it gives no sign of life for a minute.',
  ],
  [
    'aisle-capture.socket',
    'Where the agent asks for probe requests; each connection starts one capture (aisle-capture@.service), the only process that may receive raw packets.',
  ],
  [
    'aisle-hop.socket',
    'Where the agent asks for another channel; the process behind it (aisle-hop@.service) may configure networks, and takes nothing but the name of an interface and a frequency.',
  ],
  [
    'aisle-monitor@NAME.service',
    'Sets the Wi-Fi interface NAME to monitor mode whenever it is there. Enable it for each sniffer.',
  ],
]

const FILES: readonly (readonly [path: string, meaning: string])[] = [
  [
    '/etc/aisle/aisle.yaml',
    'The configuration. /etc/aisle is /var/lib/aisle: it may be replaced from afar, and relative paths in it lead to what lies beside it.',
  ],
  ['/var/lib/aisle', 'Events that wait, heat maps, the gallery and the ledger of consents.'],
  [
    '/var/lib/aisle-credentials',
    'Keys and passwords, for root alone; the service, and nobody else, reads them as /run/credentials/aisled.service/secret_NAME.',
  ],
  ['/var/cache/aisle/models', 'Weights: aislectl models pull.'],
  ['/dev/aisle', 'Names of cameras and scanners that stay when they are plugged in elsewhere.'],
]

/** aisled(8): the daemon and what the package brings for it. */
export function daemonPage(aisled: Outline, edition: Edition): string {
  const list = (macro: string, rows: readonly (readonly [string, string])[]) =>
    ['.Bl -tag -width Ds', ...rows.map(([name, meaning]) => `.It ${macro} ${name}\n${text(meaning)}`), '.El'].join('\n')
  return page([
    head('aisled', 8, edition),
    '.Sh NAME\n.Nm aisled\n.Nd sensing agent of a shop',
    `.Sh SYNOPSIS\n${synopsis(aisled)}`,
    `.Sh DESCRIPTION\n${text(aisled.description)}`,
    tagged(aisled),
    '.Ss Units',
    list('Cm', UNITS),
    `.Ss Technicians\n${text('Whoever is in the group aisle may read and change the configuration and open the door of the running agent. What writes into the databases is done as the user of the service: sudo \\-u aisle aislectl.'.replaceAll('\\-', '-'))}`,
    `.Sh FILES\n${list('Pa', FILES)}`,
    '.Sh SEE ALSO\n.Xr aislectl 1 ,\n.Xr journalctl 1 ,\n.Xr systemctl 1 ,\n.Xr aisle.yaml 5',
  ])
}
