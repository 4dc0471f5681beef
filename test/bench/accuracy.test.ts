import { expect, test } from 'vitest'
import { held, hold, worse } from './accuracy/baseline.ts'
import { brief } from './accuracy/shop.ts'

test.each(['colour', 'overhead'] as const)(
  'the simulated shop under %s cameras is measured no worse than when its figures were last written down',
  async kind => {
    const now = hold(await brief(kind))
    // Where this is meant: npm run bench -- accuracy --update
    expect(worse(now, held()[kind])).toEqual([])
  },
  180_000,
)
