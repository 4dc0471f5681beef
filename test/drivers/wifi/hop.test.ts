import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hop, unhopped } from '../../../drivers/wifi/hop.ts'
import { Traffic } from '../../../drivers/wifi/traffic.ts'

/** The channels of so many slots, as places in the plan. */
function walk(slots: number, traffic: (slot: number) => readonly number[]): number[] {
  let state = unhopped(traffic(0).length)
  return Array.from({ length: slots }, (_, slot) => {
    state = hop(state, traffic(slot))
    return state.channel
  })
}

const rates = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 12 })

describe('a plan of channels', () => {
  test('in text: where nearly all is heard on b, and where nothing is', () => {
    const letters = (traffic: number[]) =>
      walk(12, () => traffic)
        .map(at => 'abc'[at])
        .join('')
    expect(letters([0, 1, 0])).toBe('abbbcbabbbcb')
    expect(letters([0, 0, 0])).toBe('aabbccaabbcc')
  })

  test('comes to each channel within two slots a channel, whatever is heard and however it changes', () => {
    const changing = fc.integer({ min: 1, max: 9 }).chain(n =>
      fc.array(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: n, maxLength: n }), {
        minLength: 1,
        maxLength: 20,
      }),
    )
    fc.assert(
      fc.property(changing, films => {
        const n = films[0]!.length
        const channels = walk(20 * n, slot => films[slot % films.length]!)
        const last = new Array<number>(n).fill(-1)
        for (const [slot, channel] of channels.entries()) {
          expect(slot - last[channel]!).toBeLessThanOrEqual(2 * n)
          last[channel] = slot
        }
        for (const slot of last) expect(20 * n - slot).toBeLessThanOrEqual(2 * n)
      }),
    )
  })

  test('gives each channel its share: half of the slots evenly, half by what is heard, to within one', () => {
    fc.assert(
      fc.property(rates, fc.integer({ min: 1, max: 40 }), (traffic, rounds) => {
        const n = traffic.length
        const channels = walk(2 * n * rounds, () => traffic)
        const sum = traffic.reduce((all, one) => all + one, 0)
        traffic.forEach((one, i) => {
          const share = rounds + n * rounds * (sum > 0 ? one / sum : 1 / n)
          expect(Math.abs(channels.filter(channel => channel === i).length - share)).toBeLessThan(n)
        })
      }),
    )
  })

  test('what was heard on a channel is counted by the time spent there, and forgotten by and by', () => {
    const traffic = new Traffic(2)
    traffic.heard(0, 10)
    traffic.listened(0, 1000)
    expect(traffic.rates()[1]).toBe(traffic.rates()[0])
    traffic.heard(1, 10)
    traffic.listened(1, 4000)
    const [often, seldom] = traffic.rates()
    expect(often).toBeCloseTo(10, 0)
    expect(seldom).toBeCloseTo(2.5, 0)
    // Ten minutes of silence on the one, and of four frames a second on the other.
    for (let second = 0; second < 600; second++) {
      if (second % 2 === 1) traffic.heard(1, 4)
      traffic.listened(second % 2, 1000)
    }
    expect(traffic.rates()[0]).toBeLessThan(0.01)
    expect(traffic.rates()[1]).toBeCloseTo(4, 1)
  })
})
