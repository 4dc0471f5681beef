import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Tally } from '../../../../agent/cli/simulate/tally.ts'

test('agrees with a list of all that came, whatever came, in whatever order', () => {
  const heard = fc.array(
    fc.record({
      source: fc.constantFrom('/a', '/b', '/other'),
      epoch: fc.constantFrom(7, 7, 7, 8),
      sequence: fc.integer({ min: 1, max: 30 }),
    }),
    { maxLength: 200 },
  )
  fc.assert(
    fc.property(heard, fc.nat(30), (all, count) => {
      const tally = new Tally(['/a', '/b'], 7)
      const list = { a: [] as number[], b: [] as number[], again: 0, foreign: 0 }
      for (const { source, epoch, sequence } of all) {
        const isNew = tally.hear(source, epoch, sequence)
        const of = epoch !== 7 || source === '/other' ? undefined : source === '/a' ? list.a : list.b
        expect(isNew).toBe(of !== undefined && !of.includes(sequence))
        if (!of) list.foreign++
        else if (of.includes(sequence)) list.again++
        else of.push(sequence)
      }
      expect([tally.received, tally.again, tally.foreign]).toEqual([
        list.a.length + list.b.length,
        list.again,
        list.foreign,
      ])
      const lacking = (of: number[]) =>
        Array.from({ length: count }, (_, i) => i + 1).filter(n => !of.includes(n)).length
      expect(tally.missing('/a', count)).toBe(lacking(list.a))
      expect(tally.missing('/b', count)).toBe(lacking(list.b))
      const late = (of: number[]) => of.filter((n, i) => of.slice(0, i).some(before => before > n)).length
      expect(tally.disordered).toBe(late(list.a) + late(list.b))
    }),
  )
})
