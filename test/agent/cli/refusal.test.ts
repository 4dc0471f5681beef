import { expect, test } from 'vitest'
import { refusal } from '../../../agent/cli/member/refusal.ts'
import { DECISION_REASONS, TOKEN_REASONS } from '../../../agent/identity/reason.ts'

test('every reason why nobody is enrolled is a sentence that a full stop can follow', () => {
  for (const reason of [...DECISION_REASONS, ...TOKEN_REASONS, 'duplicate', 'not-one-person', 'taken-back'])
    expect(refusal(reason), reason).toMatch(/^[a-z].{8,}[^.]$/)
  expect(refusal('duplicate')).not.toMatch(/member-/)
})
