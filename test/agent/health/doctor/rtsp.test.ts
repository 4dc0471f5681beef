import fc from 'fast-check'
import { expect, test } from 'vitest'
import { heard } from '../../../../agent/health/doctor/rtsp.ts'

test.each([
  ['RTSP/1.0 200 OK\r\n', 'passed', 'it answers (200)', undefined],
  ['RTSP/1.0 401 Unauthorized\r\n', 'passed', 'it answers (401)', undefined],
  ['HTTP/1.1 400 Bad Request\r\n', 'failed', 'it answers, but not in RTSP', /^Something else listens/],
  ['', 'failed', 'it hangs up', /^It may hang, .*switch it off and on/],
])('%j %s', (text, mark, found, next) => {
  const said = heard(text)
  expect(said).toMatchObject({ mark, found })
  next ? expect(said.next).toMatch(next) : expect(said.next).toBeUndefined()
})

test('whatever else it says is not told on', () =>
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), bytes => {
      const text = Buffer.from(bytes).toString('latin1')
      const { found } = heard(text)
      expect(found).toMatch(/^it (?:hangs up|answers \(\d{3}\)|answers, but not in RTSP)$/)
    }),
  ))
