import { afterEach, expect, test, vi } from 'vitest'

afterEach(() => void vi.unstubAllGlobals())

test.each([
  ['a-token-of-this-test', { authorization: 'Bearer a-token-of-this-test' }],
  // No header may have these: the page would never get to ask for another one.
  ['täglich–neu', {}],
  ['two words', {}],
  [null, {}],
])('of the token %j the page shows %j', async (kept, shown) => {
  vi.stubGlobal('sessionStorage', { getItem: () => kept })
  // What browsers run has types of its own.
  const page = '../../../agent/console/page/token.js'
  const { headers } = (await import(page)) as { headers(): object }
  expect(headers()).toEqual(shown)
})
