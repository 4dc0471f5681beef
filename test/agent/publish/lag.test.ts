import { expect, test } from 'vitest'
import { Lag } from '../../../agent/publish/lag.ts'

// One character a minute: . all delivered, w waits and nothing moves, m waits and moves, d something was lost.
test.each([
  ['......', '......'],
  ['.ww...', '..!!..'],
  ['.wwww.', '..!..!'],
  ['.wwmm.', '..!..!'],
  ['.mmmm.', '......'],
  ['.d..d.', '.!..!.'],
  ['wd.', '.!!'],
])('%s is told at %s', (film, told) => {
  const lag = new Lag(0)
  let settled = 0
  let dropped = 0
  const seen = [...film].map((frame, minute) => {
    if (frame === 'm') settled += 500
    if (frame === 'd') dropped += 3
    const waiting = frame === '.' || (frame === 'd' && !film.includes('w')) ? 0 : 1000
    return lag.check({ waiting, dropped, settled, oldestMs: undefined }, minute * 60_000) ? '!' : '.'
  })
  expect(seen.join('')).toBe(told)
})

test('what was told before the restart is not told again', () => {
  const standing = { waiting: 0, dropped: 7, settled: 0, oldestMs: undefined }
  expect(new Lag(7).check(standing, 0)).toBeUndefined()
  expect(new Lag(5).check(standing, 0)).toEqual({ kind: 'agent.lagging', atMs: 0, waiting: 0, dropped: 7 })
})
