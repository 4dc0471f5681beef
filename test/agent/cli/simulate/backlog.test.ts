import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Backlog, type Sealed } from '../../../../agent/cli/simulate/backlog.ts'

test('nothing is left out or sent out of order, however acknowledgements and broken connections fall', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constant('push'), fc.constant('send'), fc.constant('rewind'), fc.nat(40)), {
        maxLength: 2000,
      }),
      doings => {
        const backlog = new Backlog()
        let told = 0
        /** Sent on this connection and not taken. */
        let flying: Sealed[] = []
        const taken = new Set<string>()
        let expected = 0
        const firstOpen = () => {
          let i = 0
          while (taken.has(String(i))) i++
          return i
        }
        for (const doing of doings) {
          if (doing === 'push') backlog.push(String(told++), 'topic', 'body')
          else if (doing === 'send') {
            const entry = backlog.send(1)
            expect(entry?.id).toBe(expected < told ? String(expected) : undefined)
            if (!entry) continue
            expected++
            flying.push(entry)
          } else if (doing === 'rewind') {
            backlog.rewind()
            flying = []
            expected = firstOpen()
          } else if (flying.length > 0) {
            const [entry] = flying.splice(doing % flying.length, 1)
            backlog.taken(entry!, 2)
            taken.add(entry!.id)
          }
          expect(backlog.waiting).toBe(told - firstOpen())
          expect(backlog.flying).toBe(expected - firstOpen())
        }
      },
    ),
  )
})

test('what is taken leaves the memory', () => {
  const backlog = new Backlog()
  for (let i = 0; i < 5000; i++) {
    backlog.push(String(i), 'topic', 'body')
    backlog.taken(backlog.send(1)!, 2)
  }
  expect([backlog.waiting, backlog.flying]).toEqual([0, 0])
  backlog.rewind()
  expect(backlog.send(3)).toBeUndefined()
})
