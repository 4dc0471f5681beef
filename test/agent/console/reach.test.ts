import { expect, test } from 'vitest'
import { openDoor } from '../../../agent/console/door.ts'
import { Reach } from '../../../agent/console/reach.ts'
import { State } from '../../../agent/console/state.ts'
import { Fault } from '../../../config/fault.ts'
import { opened, shop } from './shop.ts'

test('what the broker has against us is told while it does not let us in, without credentials', async () => {
  const { config, remove } = shop()
  const reach = new Reach()
  const publisher = { url: 'mqtts://viewer:secret@broker.example:8883', online: false }
  const running = await opened(config, { publisher, reach })
  const broker = async () => State.parse(await openDoor(config).get('/state')).broker
  try {
    expect(await broker()).toEqual({ url: 'mqtts://broker.example:8883', online: false })
    reach.hear(new Fault('BROKER_UNREACHABLE', { url: 'x', why: 'connect ECONNREFUSED, password=hunter2', next: '' }))
    expect((await broker())?.why).toContain('ECONNREFUSED')
    expect((await broker())?.why).not.toContain('hunter2')
    reach.hear(new Fault('FILE_UNREADABLE', { file: 'ca.pem', why: 'no such file' }))
    expect(await broker()).toMatchObject({ why: expect.stringContaining('no such file'), code: 'FILE_UNREADABLE' })
    reach.look(false, Date.UTC(2026, 0, 15, 9))
    reach.look(false, Date.UTC(2026, 0, 15, 10))
    expect((await broker())?.since).toBe('2026-01-15T09:00:00.000Z')
    publisher.online = true
    reach.look(true, Date.UTC(2026, 0, 15, 11))
    const since = '2026-01-15T11:00:00.000Z'
    expect(await broker()).toEqual({ url: 'mqtts://broker.example:8883', online: true, since })
  } finally {
    await running.close()
    remove()
  }
})

test('what keeps an agent out is forgotten once it is let in, and what is denied to one that is online is not that', () => {
  const reach = new Reach()
  const told: string[] = []
  let isOnline = false
  const { onFault, onOnline } = reach.between(() => isOnline, {
    onFault: ({ code }) => told.push(code),
    onOnline: url => told.push(url),
  })
  const refused = (why: string) => new Fault('BROKER_REFUSED', { url: 'x', why, next: '' })
  onFault(refused('Not authorized'))
  expect([reach.why, reach.code]).toEqual(['Not authorized', 'BROKER_REFUSED'])
  isOnline = true
  onOnline('mqtt://x')
  expect([reach.why, reach.code]).toEqual([undefined, undefined])
  onFault(refused('it does not let us hear a topic'))
  expect(reach.why).toBeUndefined()
  expect(told).toEqual(['BROKER_REFUSED', 'mqtt://x', 'BROKER_REFUSED'])
})
