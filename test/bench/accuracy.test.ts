import { expect, test } from 'vitest'
import { held, hold, worse } from './accuracy/baseline.ts'
import { brief } from './accuracy/shop.ts'

test('the simulated shop is measured no worse than when its figures were last written down', async () => {
  const now = hold(await brief())
  // Where this is meant: npm run bench -- accuracy --update
  expect(worse(now, held())).toEqual([])
}, 180_000)
