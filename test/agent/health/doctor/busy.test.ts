import { expect, test } from 'vitest'
import { busy } from '../../../../agent/health/doctor/busy.ts'

test('a machine with more to do than it can is in doubt, whoever it is that has it do so', () => {
  expect(busy([5.9, 12, 12], 2)).toMatchObject({ mark: 'passed', found: '5.9 on 2 cores' })
  expect(busy([6.1, 1, 1], 2)).toMatchObject({
    mark: 'doubtful',
    found: expect.stringContaining('6.1 on 2 cores'),
    next: expect.stringContaining('top'),
  })
  expect(busy([2.5, 1, 1], 1).found).toBe('2.5 on 1 core')
})
