import { afterEach, expect, test, vi } from 'vitest'
import { AT, passed, Shop } from './shop.ts'

const shops: Shop[] = []
afterEach(() => {
  vi.useRealTimers()
  for (const one of shops.splice(0)) one.remove()
})

test('whoever watches the outbox hears what waits, how old it is, what was acknowledged and when', () => {
  const shop = new Shop()
  shops.push(shop)
  const { outbox } = shop
  expect(outbox.figures(AT)).not.toHaveProperty('acknowledgedSeconds')
  outbox.append([passed(0), passed(1000), passed(2000)])
  outbox.flush()
  expect(outbox.figures(AT + 5000)).toMatchObject({ waiting: 3, published: 0, dropped: 0, oldestSeconds: 5 })
  outbox.settle(outbox.read(0, 2))
  const { acknowledgedSeconds, usedMegabytes, ...rest } = outbox.figures(AT + 5000)
  expect(rest).toEqual({ waiting: 1, published: 2, dropped: 0, oldestSeconds: 3 })
  expect(acknowledgedSeconds).toBeGreaterThanOrEqual(0)
  expect(usedMegabytes).toBeGreaterThan(0)
  shop.close()
})

test('when the last was lost is told of losses since the start alone', () => {
  const shop = new Shop()
  shops.push(shop)
  shop.outbox.append([passed(0), passed(1000)])
  expect(shop.outbox.figures(AT)).not.toHaveProperty('droppedSeconds')
  shop.outbox.flush()
  shop.outbox.refused(1)
  shop.outbox.settle(shop.outbox.read(0, 2))
  const { dropped, droppedSeconds } = shop.outbox.figures(AT)
  expect([dropped, droppedSeconds! >= 0]).toEqual([1, true])
  shop.close()
  shop.open()
  expect(shop.outbox.figures(AT)).toMatchObject({ dropped: 1 })
  expect(shop.outbox.figures(AT)).not.toHaveProperty('droppedSeconds')
  shop.close()
})

test('asked after the end, it asks a closed database nothing, and does not begin anew to look after a disk', () => {
  const faults: string[] = []
  const shop = new Shop({ onFault: fault => faults.push(fault.code) })
  shops.push(shop)
  shop.outbox.append(passed(0))
  shop.outbox.flush()
  vi.useFakeTimers()
  shop.close()
  expect(shop.outbox.figures(AT)).toMatchObject({ waiting: 1 })
  expect([vi.getTimerCount(), faults]).toEqual([0, []])
})
