import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Steps } from '../../../../agent/cli/simulate/steps.ts'

test('steps are taken in order of time, those of the same time as they were added, also those that others add', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ atMs: fc.nat(20), more: fc.option(fc.nat(20)) })), wanted => {
      const steps = new Steps()
      const taken: { atMs: number; serial: number }[] = []
      let serial = 0
      const add = (atMs: number, more: number | null) => {
        const own = serial++
        steps.add(atMs, nowMs => {
          expect(nowMs).toBe(atMs)
          taken.push({ atMs, serial: own })
          if (more !== null) add(atMs + more, null)
        })
      }
      for (const { atMs, more } of wanted) add(atMs, more)
      while (steps.run());
      expect(taken).toHaveLength(serial)
      expect(taken).toEqual([...taken].sort((a, b) => a.atMs - b.atMs || a.serial - b.serial))
    }),
  )
})
