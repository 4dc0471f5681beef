import { expect, onTestFinished, test } from 'vitest'
import { type Surveyed, type Surveying, survey } from '../../../drivers/wifi/survey.ts'
import { describeWith } from '../../needs.ts'
import { onAir, probeRequest } from './air.ts'
import { INTERFACE, Namespace } from './namespace.ts'
import { radio } from './radio.ts'

const forever = new AbortController().signal

/** A beacon of a network whose address ends so. */
function beacon(network: number): Uint8Array {
  const frame = probeRequest({ ssid: 'shop' })
  frame[0] = 0x80
  frame[21] = network
  return frame
}

async function all(how: Partial<Surveying>): Promise<Surveyed[]> {
  const found: Surveyed[] = []
  for await (const one of survey({ network: INTERFACE, dwellMs: 1000, signal: forever, ...how })) found.push(one)
  return found
}

describeWith(['tcpdump', 'ip', 'cc', 'root'], 'a survey', () => {
  test('says of each channel what is heard there, and which it does not get to', async () => {
    const { iw, at, been } = radio()
    const there = new Namespace()
    onTestFinished(() => there.close())
    await there.open()
    // Two networks and a phone on channel 6, one network, far away, on channel 1, nobody on channel 11.
    const timer = setInterval(() => {
      if (at() === 2437)
        for (const frame of [beacon(1), beacon(2), probeRequest()]) there.send(onAir(frame, { rssi: -47, mhz: 2437 }))
      if (at() === 2412) there.send(onAir(beacon(3), { rssi: -80, mhz: 2412 }))
    }, 20)
    onTestFinished(() => clearInterval(timer))
    const found = await all({ iw, command: [...there.inside, 'tcpdump'] })
    const facts = found.map(one => [one.channel, one.accessPoints, one.medianDbm, one.strongestDbm])
    expect(facts).toEqual([
      [1, 1, -80, -80],
      [6, 2, -47, -47],
      [11, 0, undefined, undefined],
      [14, 0, undefined, undefined],
    ])
    const [one, six, eleven, fourteen] = found as [Surveyed, Surveyed, Surveyed, Surveyed]
    expect(six.beaconsPerSecond).toBeGreaterThan(six.probesPerSecond)
    expect(six.probesPerSecond).toBeGreaterThan(0)
    expect([one.probesPerSecond, eleven.beaconsPerSecond]).toEqual([0, 0])
    expect([one.closed, fourteen.closed]).toEqual([undefined, 'the rules of the country close it'])
    // It goes back to where it was.
    expect(been()).toEqual([2412, 2437, 2462, 2412])
    expect(JSON.stringify(found)).not.toMatch(/0200|([0-9a-f]{2}:){5}/)
  })
})

test('an adapter that takes every channel and stays where it is is told apart', async () => {
  const { iw, deafen } = radio()
  deafen()
  const found = await all({ iw, command: ['sh', '-c', 'exec sleep 60'], channels: [1, 6], dwellMs: 10 })
  expect(found.map(({ closed }) => closed)).toEqual([
    undefined,
    'the driver of wlan7 takes 2437 MHz and stays on 2412 MHz',
  ])
})

test('an adapter in another mode is refused, and so is one that is not there', async () => {
  await expect(all({ iw: radio('managed').iw })).rejects.toMatchObject({
    code: 'SOURCE_REFUSED',
    message: expect.stringContaining('iw dev wlan7 set type monitor'),
  })
  await expect(all({ iw: ['false'] })).rejects.toMatchObject({
    code: 'SOURCE_REFUSED',
    message: expect.stringContaining('there is no interface wlan7'),
  })
})
