import { expect, test, vi } from 'vitest'
import { Voice } from '../../../../agent/lanes/desk/voice.ts'

test('where the broker is mute nobody waits for it longer than that', async () => {
  vi.useFakeTimers()
  const mute = new Voice({ say: () => new Promise(() => {}) })
  let heard: boolean | undefined
  const said = mute.say({ topic: 'a', body: '' }).then(isThere => (heard = isThere))
  mute.hushIn(2000)
  await vi.advanceTimersByTimeAsync(1999)
  expect(heard).toBeUndefined()
  await vi.advanceTimersByTimeAsync(1)
  await said
  expect([heard, await mute.say({ topic: 'a', body: '' })]).toEqual([false, false])
  vi.useRealTimers()
})

test('what the broker takes until then is said', async () => {
  const voice = new Voice({ say: async () => true })
  voice.hushIn(60_000)
  expect(await voice.say({ topic: 'a', body: '' })).toBe(true)
  voice.close()
})
