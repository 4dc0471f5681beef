import { execFile, spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { hopping } from '../../../dist/drivers/wifi/hopping.js'
import { tcpdump } from '../../../dist/drivers/wifi/tcpdump.js'
import { check, expect, faultOf, modprobe, run, until } from './check.mjs'
import { supervised, told } from './supervised.mjs'

const MONITOR = 'mon0'
const DWELL_MS = 500
const LOG = '/tmp/hops'
/** An iw that writes down where it was sent. */
const WATCHED = '/tmp/iw'

const phyOf = network => readFileSync(`/sys/class/net/${network}/phy80211/name`, 'utf8').trim()
const ears = () => tcpdump('ears', MONITOR)
const roaming = (channels, how = {}) => {
  const faults = []
  const source = hopping(ears(), {
    network: MONITOR,
    channels,
    dwellMs: DWELL_MS,
    // Called with nothing, it says that all is well again.
    told: fault => fault && faults.push(fault),
    iw: [WATCHED],
    ...how,
  })
  return { source, faults }
}
const monitor = phy => {
  run('iw', 'phy', phy, 'interface', 'add', MONITOR, 'type', 'monitor', 'flags', 'none')
  run('ip', 'link', 'set', MONITOR, 'up')
}
const hops = () => (existsSync(LOG) ? readFileSync(LOG, 'utf8').trim().split('\n').map(Number) : [])

/** A phone that asks for networks on these frequencies, again and again. */
function phone(...mhz) {
  let left = false
  const asking = (async () => {
    while (!left) {
      const scan = spawn('iw', ['dev', 'wlan1', 'scan', 'freq', ...mhz.map(String)], {
        stdio: 'ignore',
        // One that misses the end of its own scan waits for ever.
        timeout: 10_000,
      })
      await new Promise(resolve => scan.on('close', resolve))
      await sleep(100)
    }
  })()
  return async () => {
    left = true
    await asking
  }
}

/** An access point on channel 6. */
async function accessPoint() {
  const configuration = '/tmp/hostapd.conf'
  writeFileSync(configuration, 'interface=wlan0\ndriver=nl80211\nssid=Shop\nhw_mode=g\nchannel=6\n')
  const point = spawn('hostapd', [configuration], { stdio: ['ignore', 'pipe', 'ignore'] })
  let words = ''
  point.stdout.on('data', part => (words += part))
  await until(() => /AP-ENABLED/.test(words), 'the access point')
  return point
}

/** Frames heard by frequency, until there are enough. */
async function listen(source, isEnough) {
  const heard = new Map()
  const stop = new AbortController()
  const late = setTimeout(() => stop.abort(), 100_000)
  for await (const batch of source.open(stop.signal)) {
    for (let i = 0; i < batch.count; i++) heard.set(batch.mhz[i], (heard.get(batch.mhz[i]) ?? 0) + 1)
    if (isEnough(heard)) break
  }
  clearTimeout(late)
  return heard
}
const shown = heard => [...heard].map(([mhz, count]) => `${mhz} MHz ${count}`).join(', ')

/** Live Wi-Fi with hopping, against mac80211_hwsim. */
export async function part() {
  modprobe('mac80211_hwsim', 'radios=3')
  await until(() => existsSync('/sys/class/net/wlan2'), 'wlan2')
  writeFileSync(WATCHED, `#!/bin/sh\n[ "$3" = set ] && echo $5 >> ${LOG}\nexec iw "$@"\n`, { mode: 0o755 })
  const phy = phyOf('wlan2')
  run('iw', 'dev', 'wlan2', 'del')
  monitor(phy)
  run('ip', 'link', 'set', 'wlan1', 'up')
  await check('that goes round hears what is asked for on each of its channels', async () => {
    const hush = phone(2412, 2437, 2462)
    const { source, faults } = roaming([1, 6, 11])
    const heard = await listen(source, heard => heard.size >= 3).finally(hush)
    expect(
      [2412, 2437, 2462].every(mhz => heard.has(mhz)),
      shown(heard),
    )
    expect(faults.length === 0, String(faults[0]?.message))
    return shown(heard)
  })
  await check('it goes on the way to the busiest channel more often, and leaves out none', async () => {
    rmSync(LOG, { force: true })
    const hush = phone(2437)
    const stop = new AbortController()
    const { source } = roaming([1, 6, 11, 36], { dwellMs: 300 })
    const listening = (async () => {
      for await (const _ of source.open(stop.signal));
    })()
    await until(() => hops().length >= 28, 'enough hops', 200_000).finally(() => stop.abort())
    await Promise.all([listening, hush()])
    const late = hops().slice(10)
    const share = mhz => late.filter(one => one === mhz).length / late.length
    expect(
      [2412, 2437, 2462, 5180].every(mhz => share(mhz) > 0.05),
      late.join(' '),
    )
    expect(share(2437) > 0.34, late.join(' '))
    return `${(100 * share(2437)).toFixed(0)} % of ${late.length} ways led to channel 6, where all was heard; a quarter would be even`
  })
  await check('a channel that the radio has not is left out, and named', async () => {
    const { source, faults } = roaming([1, 35, 6])
    rmSync(LOG, { force: true })
    const stop = new AbortController()
    const listening = (async () => {
      for await (const _ of source.open(stop.signal));
    })()
    await until(() => faults.length > 0 && hops().length > 5, 'the fault').finally(() => stop.abort())
    await listening
    expect(/channels left out: 35/.test(faults[0].message), faults[0].message)
    return faults[0].message
  })
  await check('without the right to change the channel it says which, and goes on listening', async () => {
    const drop = ['setpriv', '--bounding-set', '-net_admin', '--inh-caps', '-net_admin', 'iw']
    run('iw', 'dev', MONITOR, 'set', 'freq', '2437')
    const hush = phone(2437)
    const { source, faults } = roaming([1, 6], { iw: drop })
    const heard = await listen(source, heard => heard.size > 0 && faults.length > 0).finally(hush)
    expect(/CAP_NET_ADMIN/.test(faults[0].message), faults[0].message)
    return `${faults[0].message} Heard: ${shown(heard)}`
  })
  const point = await accessPoint()
  await check('where an access point holds the radio it says so', async () => {
    run('iw', 'phy', phyOf('wlan0'), 'interface', 'add', 'mon1', 'type', 'monitor', 'flags', 'none')
    run('ip', 'link', 'set', 'mon1', 'up')
    const faults = []
    const told = fault => fault && faults.push(fault)
    const how = { network: 'mon1', channels: [1, 11], dwellMs: DWELL_MS, told }
    const stop = new AbortController()
    const listening = (async () => {
      for await (const _ of hopping(tcpdump('ears', 'mon1'), how).open(stop.signal));
    })()
    await until(() => faults.length > 0, 'the fault').finally(() => stop.abort())
    await listening
    run('iw', 'dev', 'mon1', 'del')
    expect(faults[0].code === 'CHANNEL_HELD', faults[0].message)
    return faults[0].message
  })
  await check('a survey finds the access point on its channel, and says that the adapter hops', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      fileURLToPath(new URL('../../../dist/agent/cli/main.js', import.meta.url)),
      ...['wifi', 'survey', '--interface', MONITOR, '--channels', '1,6,36', '--seconds', '3', '--json'],
    ])
    const { hops, channels } = JSON.parse(stdout)
    const points = channels.map(({ channel, accessPoints }) => `${channel}: ${accessPoints}`).join(', ')
    expect(hops && points === '1: 0, 6: 1, 36: 0', stdout)
    expect(channels[1].beaconsPerSecond > 0 && channels[1].medianDbm < 0, stdout)
    return `access points by channel ${points}; ${channels.map(({ hopMs }) => Math.round(hopMs)).join(', ')} ms to get there`
  })
  point.kill('SIGKILL')
  await check('an interface that is not in monitor mode is refused, and says how to set it', () =>
    faultOf(tcpdump('ears', 'wlan1'), 'SOURCE_REFUSED', /not in monitor mode.*iw dev wlan1 set type monitor/, 1),
  )
  await check('without the right to capture it says which', () => {
    const drop = ['setpriv', '--bounding-set', '-net_raw,-net_admin', '--inh-caps', '-net_raw,-net_admin', 'tcpdump']
    return faultOf(tcpdump('ears', MONITOR, drop), 'SOURCE_REFUSED', /may not capture.*CAP_NET_RAW/, 1)
  })
  await check('an interface that vanishes is lost, and comes back by itself', async () => {
    const hush = phone(2412, 2437, 2462)
    const seen = await supervised(roaming([1, 6, 11]).source, async seen => {
      await until(() => seen.items > 1, 'frames')
      run('iw', 'dev', MONITOR, 'del')
      await until(() => told(seen, 'sensor.failed') === 1, 'the loss to be told')
      await sleep(1000)
      monitor(phy)
      await until(() => told(seen, 'sensor.recovered') === 1, 'its return', 100_000)
    }).finally(hush)
    return seen.faults.join(' ')
  })
}
