import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { radioOf, tunables } from '../../../drivers/wifi/iw.ts'
import { refusalOf } from '../../../drivers/wifi/refusal.ts'

const INFO = `Interface mon0
	ifindex 5
	wdev 0x200000002
	addr 02:00:00:00:02:00
	type monitor
	wiphy 2
	channel 6 (2437 MHz), width: 20 MHz (no HT), center1: 2437 MHz
	txpower 20.00 dBm
`
const PHY = `Wiphy phy0
	Band 1:
		Frequencies:
			* 2412 MHz [1] (20.0 dBm)
			* 2437 MHz [6] (20.0 dBm)
			* 2484 MHz [14] (disabled)
	Band 2:
		Frequencies:
			* 5180 MHz [36] (20.0 dBm) (no IR)
			* 5955.0 MHz [1] (disabled)
	Band 4:
			* 5955 MHz [1] (20.0 dBm)
`

describe('what iw says', () => {
  test('of an interface', () => {
    expect(radioOf(INFO)).toEqual({ type: 'monitor', phy: 2, mhz: 2437 })
    expect(radioOf(INFO.replace(/\tchannel.*\n/, ''))).toEqual({ type: 'monitor', phy: 2, mhz: undefined })
    expect(radioOf('command failed: No such device (-19)')).toBe(undefined)
  })

  test('of the channels of a radio, without those of 6 GHz', () =>
    expect(tunables(PHY)).toEqual([
      { channel: 1, mhz: 2412, disabled: false },
      { channel: 6, mhz: 2437, disabled: false },
      { channel: 14, mhz: 2484, disabled: true },
      { channel: 36, mhz: 5180, disabled: false },
    ]))

  test('is never taken for what it is not', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom(...INFO.split('\n'), ...PHY.split('\n')),
      fc.constantFrom('\t\t\t* 99999 MHz [999]', 'type', 'channel 6 (24370000 MHz)', 'wiphy 99999999999999'),
    )
    fc.assert(
      fc.property(fc.array(line), lines => {
        const out = lines.join('\n')
        const radio = radioOf(out)
        if (radio?.mhz !== undefined) expect(radio.mhz).toBeLessThan(100_000)
        for (const { channel, mhz } of tunables(out)) {
          expect(Number.isInteger(channel)).toBe(true)
          expect(mhz).toBeGreaterThanOrEqual(2400)
          expect(mhz).toBeLessThanOrEqual(5900)
        }
      }),
    )
  })

  test.each([
    ['command failed: Operation not permitted (-1)', 'forbidden', 'CAP_NET_ADMIN'],
    ['command failed: Operation not supported (-95)', 'fixed', 'another adapter'],
    ['command failed: Device or resource busy (-16)', 'held', 'See iw dev'],
    ['command failed: No such device (-19)', 'vanished', 'iw dev'],
    ['command failed: Invalid argument (-22)', 'channel', 'iw reg get'],
    ['command failed: Something new (-77)', 'unknown', 'iw dev wlan1 set freq 2437'],
    ['', 'unknown', 'by hand'],
  ])('when it refuses with "%s": %s', (words, kind, next) => {
    const refusal = refusalOf({ code: 1, out: '', words }, 'wlan1', 2437)
    expect(refusal.kind).toBe(kind)
    expect(refusal.next).toContain(next)
    expect(refusal.why).not.toContain('{')
  })
})
