import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Backlog } from '../../../agent/nodes/backlog.ts'
import type { Update } from '../../../agent/nodes/batch.ts'
import { openStore } from '../../../agent/store/store.ts'

const update = (atMs: number): Update => ({ sensor: 'wide', atMs, tracks: [] })

const step = fc.oneof(
  fc.record({ do: fc.constant('add' as const), node: fc.constantFrom('west', 'north') }),
  fc.record({ do: fc.constant('forget' as const), node: fc.constantFrom('west', 'north') }),
  fc.record({ do: fc.constantFrom('write' as const, 'fail' as const, 'crash' as const) }),
)

test('what was added and not forgotten is there after a crash, in order, as far as it was written', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), steps => {
      const { db, close } = openStore({ path: ':memory:' }, 0)
      const commit = (fails: boolean) =>
        db.transaction(() => {
          backlog.write()
          if (fails) throw new Error('the disk is full')
        })
      let backlog = new Backlog(db)
      let [there, safe]: [[string, number][], [string, number][]] = [[], []]
      steps.forEach((one, i) => {
        if (one.do === 'add') {
          backlog.add(one.node, update(i))
          there.push([one.node, i])
        } else if (one.do === 'forget') {
          backlog.forget(one.node)
          there = there.filter(([node]) => node !== one.node)
        } else if (one.do === 'write') {
          commit(false)()
          backlog.written()
          safe = [...there]
        } else if (one.do === 'fail') expect(commit(true)).toThrow()
        else {
          backlog = new Backlog(db)
          there = [...safe]
        }
      })
      commit(false)()
      expect(new Backlog(db).before().map(one => [one.node, one.update.atMs])).toEqual(there)
      close()
    }),
  )
})
