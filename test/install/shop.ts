import type { Machine } from './machine.ts'

const CONFIG = '/etc/aisle/aisle.yaml'
const LEDGER = '/var/lib/aisle/data/consent.db'
const BROKER = '{ kind: remote, url: "mqtt://127.0.0.1:1883" }'
/** What a machine that is installed for the first time needs, beside what its commands ask for. */
const APT = 'DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends'

type Check = readonly [name: string, does: () => string | Promise<string>]

/** The shop's machine: what is typed there, and what must be so afterwards. */
export class Shop {
  readonly #machine: Machine
  readonly #next: string

  constructor(machine: Machine, next: string) {
    this.#machine = machine
    this.#next = next
  }

  /** Types a command of the README there, as root, and looks whether it did what it is for. */
  async types(line: string): Promise<string> {
    const { must } = this.#bound
    if (line.startsWith('npm run deb')) return 'done above, for two versions'
    if (/^sudoedit /.test(line)) return this.#edits()
    if (/apt install/.test(line)) {
      // A machine on no network: what is needed was fetched before, and nothing beside it is recommended.
      must(line.replace(/^sudo apt install/, APT))
      await this.#runs()
      return must('dpkg-query -W aisle').trim().replace('\t', ' ')
    }
    if (/apt purge/.test(line)) return this.#purges()
    const said = must(line.replace(/^sudo -u (\S+) /, 'runuser -u $1 -- ').replace(/^sudo /, ''))
    if (/systemctl restart/.test(line)) await this.#runs()
    return last(said)
  }

  /** What the README's commands do not show. */
  checks(): Check[] {
    const { must, machine } = this.#bound
    return [
      [
        'the console is served',
        () => {
          const look = `fetch('http://127.0.0.1:8321/').then(async a => console.log(a.status, (await a.text()).length, 'bytes'))`
          const said = must(`/usr/lib/aisle/node -e "${look}"`).trim()
          if (!said.startsWith('200 ')) throw new Error(said)
          return said
        },
      ],
      [
        'weights that come along are ready where the service looks for them, without a network; damaged, they are made anew',
        () => {
          const folder = '/var/cache/aisle/models'
          const ready = must(`runuser -u aisle -- aislectl models verify nanodet mediapipe-full`)
          must(`echo >> ${folder}/nanodet/model.onnx; rm ${folder}/nanodet/nanodet.bin`)
          must('runuser -u aisle -- aislectl models pull nanodet mediapipe-full dlib')
          must('runuser -u aisle -- aislectl models verify nanodet mediapipe-full dlib')
          return last(ready)
        },
      ],
      ['cameras and scanners get through all the locks of the unit, keyboards do not', () => this.#opens()],
      [
        'kill -9: begun anew by systemd',
        async () => {
          const before = must('systemctl show -P MainPID aisled').trim()
          must(`kill -9 ${before}`)
          await machine.until('another process', () => {
            const pid = machine.run('systemctl show -P MainPID aisled').text.trim()
            return pid !== '0' && pid !== before
          })
          await this.#runs()
          return `NRestarts ${must('systemctl show -P NRestarts aisled').trim()}`
        },
      ],
      [
        'a wedged main thread: begun anew by the watchdog',
        async () => {
          must('mkdir -p /run/systemd/system/aisled.service.d')
          must('printf "[Service]\\nWatchdogSec=6\\n" > /run/systemd/system/aisled.service.d/soon.conf')
          must('systemctl daemon-reload && systemctl restart aisled')
          await this.#runs()
          const before = must('systemctl show -P MainPID aisled').trim()
          must(`kill -STOP ${before}`)
          await machine.until('another process', () => {
            const pid = machine.run('systemctl show -P MainPID aisled').text.trim()
            return pid !== '0' && pid !== before
          })
          must('rm -r /run/systemd/system/aisled.service.d && systemctl daemon-reload && systemctl restart aisled')
          await this.#runs()
          return last(must('journalctl -u aisled --no-pager | grep -i "watchdog timeout"'))
        },
      ],
      [
        'credentials: the service reads what nobody else may',
        () => {
          must('echo secret > /var/lib/aisle-credentials/broker.password; systemctl restart aisled')
          const pid = must('systemctl show -P MainPID aisled').trim()
          const said = must(`cat /proc/${pid}/root/run/credentials/aisled.service/secret_broker.password`).trim()
          const refused = machine.run('runuser -u aisle -- cat /var/lib/aisle-credentials/broker.password')
          if (said !== 'secret' || refused.code === 0) throw new Error(`read ${said}, and ${refused.text}`)
          const moved = machine.run('runuser -u aisle -- mv /var/lib/aisle-credentials /var/lib/aisle/mine')
          if (moved.code === 0) throw new Error('the agent can lay its own folder in the place of that of root')
          return 'as /run/credentials/aisled.service/secret_broker.password'
        },
      ],
      [
        'the capture helper has the right to capture, and refuses what is not in monitor mode',
        async () => {
          const ask = `require('net').connect('/run/aisle-capture.sock').on('close', () => process.exit()).resume().write('lo\\n')`
          must(`runuser -u aisle -- /usr/lib/aisle/node -e "${ask}"`)
          // Without the right, or where the unit keeps it from its work, tcpdump does not come as far as that.
          const words = '802.11 link-layer types supported only on 802.11'
          const log = 'journalctl -u "aisle-capture@*" --no-pager'
          await machine.until('tcpdump says why it refuses', () => machine.run(log).text.includes(words))
          return last(must('stat -c "%U:%G %a" /run/aisle-capture.sock'))
        },
      ],
      [
        `upgrade to ${this.#next} keeps configuration and events`,
        async () => {
          must(`echo "# mine" >> ${CONFIG}`)
          const database = must('stat -c %i /var/lib/aisle/aisle.db')
          must(`${APT} /srv/next/aisle_*.deb`)
          await this.#runs()
          must(`tail -1 ${CONFIG} | grep -qx "# mine"`)
          if (must('stat -c %i /var/lib/aisle/aisle.db') !== database) throw new Error('another database')
          return last(must('aislectl version'))
        },
      ],
      [
        'remove stops it and keeps all that is yours',
        () => {
          must('apt-get remove -y -q aisle')
          must(`test -e ${CONFIG} && test -e /var/lib/aisle/aisle.db && test ! -e /usr/lib/aisle`)
          must('! pgrep -f /usr/lib/aisle')
          return 'configuration and database are there, no process is'
        },
      ],
      ['purge leaves the record of consents and nothing else', () => this.#purges()],
    ]
  }

  /** Replaces the broker of the example by the one of the shop, as somebody would in an editor. */
  async #edits(): Promise<string> {
    const { must } = this.#bound
    must(`${APT} mosquitto mosquitto-clients`)
    must(`sed -i '/^broker:/,/^$/c\\broker: ${BROKER}\\n' ${CONFIG}`)
    return must(`grep ^broker ${CONFIG}`).trim()
  }

  #purges(): string {
    const { must, machine } = this.#bound
    // A ledger as the agent makes it, told by its table.
    must(`mkdir -p /var/lib/aisle/data && printf 'SQLite format 3 CREATE TABLE consent (' > ${LEDGER}`)
    // As for a sniffer, whose link in /etc no package knows of; where the package was removed before, there is nothing to enable.
    machine.run('systemctl enable aisle-monitor@wlan9')
    const said = must('apt-get purge -y -q aisle')
    if (!said.includes(LEDGER)) throw new Error(`it does not say what it kept: ${said}`)
    const left = must(
      `find / -xdev \\( -path /proc -o -path /sys -o -path /srv -o -path /root -o -path /var/cache/apt -o -path /var/log -o -path /var/lib/apt \\) -prune -o \\( -iname "*aisle*" \\) -print`,
    )
    const wrong = left.split('\n').filter(path => path !== '' && path !== '/var/lib/aisle')
    if (wrong.length > 0) throw new Error(`left: ${wrong.join(' ')}`)
    if (must('find /var/lib/aisle -type f').trim() !== LEDGER) throw new Error('not only the ledger is left')
    if (machine.run('getent passwd aisle').code !== 0) throw new Error('the user is gone')
    return said
      .split('\n')
      .filter(line => line.startsWith('aisle: kept'))
      .join(' ')
  }

  /**
   * Opens devices as the service would, by nodes that lead to nothing: where groups, users and system calls let somebody through, the
   * kernel says that there is no such device. What DeviceAllow= lets in is not shown where a machine in a machine has no rules of its own.
   */
  async #opens(): Promise<string> {
    const { must } = this.#bound
    const major = (driver: string, known: string) =>
      must(`awk '$2 == "${driver}" { print $1; exit }' /proc/devices`).trim() || known
    const nodes = [
      ['serial', major('ttyS', '4'), 'dialout', 'No such device'],
      ['hid', major('hidraw', '240'), 'aisle-scanner', 'No such device'],
      ['camera', major('video4linux', '81'), 'video', 'No such device'],
      ['keyboard', major('input', '13'), 'input', 'Permission denied'],
    ] as const
    for (const [name, number, group] of nodes)
      must(`mknod -m 0660 /dev/try-${name} c ${number} 73 && chgrp ${group} /dev/try-${name}`)
    const folder = '/run/systemd/system/aisled.service.d'
    const open = nodes.map(([name]) => `( : <> /dev/try-${name} )`).join('; ')
    must(`mkdir -p ${folder} && printf "[Service]\\nExecStartPre=-/bin/sh -c '${open}; true'\\n" > ${folder}/try.conf`)
    must('systemctl daemon-reload && systemctl restart aisled')
    await this.#runs()
    must(`rm -r ${folder} /dev/try-* && systemctl daemon-reload && systemctl restart aisled`)
    await this.#runs()
    const said = must('journalctl -u aisled --no-pager -g /dev/try-')
    for (const [name, , , expected] of nodes)
      if (!new RegExp(`/dev/try-${name}: ${expected}`).test(said))
        throw new Error(`${name}: not "${expected}": ${said}`)
    return nodes.map(([name, , , expected]) => `${name} ${expected}`).join(', ')
  }

  /** Waits until the service says that it is ready. */
  async #runs(): Promise<void> {
    const { machine } = this.#bound
    await machine.until('the service runs', () => machine.run('systemctl is-active aisled').text.trim() === 'active')
  }

  get #bound() {
    const machine = this.#machine
    return { machine, must: (line: string) => machine.must(line) }
  }
}

function last(text: string): string {
  return text.trim().split('\n').at(-1)!.trim()
}
