import fc from 'fast-check'
import { expect, test } from 'vitest'
import { acked } from '../../../agent/publish/ack.ts'

const SOURCE = '/acme/vienna/door'
const TOPIC = 'aisle/v1/acme/vienna/door/ack/cloud'
const said = (body: unknown, topic = TOPIC) => acked(SOURCE, topic, Buffer.from(JSON.stringify(body)))

test('a subscriber acknowledges what is for everybody, and what is for it alone', () => {
  expect(said({ through: '17-42' })).toEqual({ subscriber: 'cloud', through: { stream: '', epoch: 17, sequence: 42 } })
  expect(said({ through: '17-4-cloud' })).toEqual({
    subscriber: 'cloud',
    through: { stream: 'cloud', epoch: 17, sequence: 4 },
  })
})

test('nobody acknowledges for another, elsewhere, or more than is asked', () => {
  expect(said({ through: '17-4-crm' })).toBeUndefined()
  expect(said({ through: '17-42' }, 'aisle/v1/acme/vienna/gate/ack/cloud')).toBeUndefined()
  expect(said({ through: '17-42' }, `${TOPIC}/more`)).toBeUndefined()
  expect(said({ through: '17-42', and: 'more' })).toBeUndefined()
})

test('whatever the bytes, the answer is an acknowledgement or none', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (bytes, end) => {
      expect(acked(SOURCE, TOPIC, Buffer.from(bytes))).toBeUndefined()
      expect(
        acked(SOURCE, `aisle/v1${SOURCE}/ack/${end}`, Buffer.from(JSON.stringify({ through: end }))),
      ).toBeUndefined()
    }),
  )
})
