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
    expect((await broker())?.why).toContain('no such file')
    publisher.online = true
    expect(await broker()).toEqual({ url: 'mqtts://broker.example:8883', online: true })
  } finally {
    await running.close()
    remove()
  }
})
