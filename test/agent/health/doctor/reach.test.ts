import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { reaching, unmet } from '../../../../agent/health/doctor/reach.ts'

const PLACE = { host: '198.18.0.2', port: 554 }
const CABLE = 'Check that it is switched on, its cable and its address (feed.url).'

test.each([
  ['EHOSTUNREACH', 'connect EHOSTUNREACH', 'there is no way to 198.18.0.2 (EHOSTUNREACH)', CABLE],
  ['ENETUNREACH', 'connect ENETUNREACH', 'there is no way to 198.18.0.2 (ENETUNREACH)', CABLE],
  [undefined, 'no answer within 5 s', '198.18.0.2 port 554 does not answer: no answer within 5 s', CABLE],
  ['ETIMEDOUT', 'connect ETIMEDOUT', '198.18.0.2 port 554 does not answer: connect ETIMEDOUT', CABLE],
  [
    'ECONNREFUSED',
    'connect ECONNREFUSED',
    'nothing listens on 198.18.0.2 port 554',
    'Start what should listen there, or mend the port in feed.url.',
  ],
])('%s, %s: what it means, and what to do next', (code, message, found, next) => {
  const error = Object.assign(new Error(message), code && { code })
  expect(unmet(error, PLACE, 'feed.url')).toEqual({ mark: 'failed', found, next })
})

test('what listens is reached, and what does no longer is told as such', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const [, connection] = reaching({ host: '127.0.0.1', port }, 'feed.url')
  expect((await connection!.run()).mark).toBe('passed')
  await new Promise(resolve => server.close(resolve))
  expect((await connection!.run()).found).toBe(`nothing listens on 127.0.0.1 port ${port}`)
})
