import { afterAll, expect, test } from 'vitest'
import { aislectl } from '../../../../agent/cli/aislectl.ts'
import { summary } from '../../../../agent/cli/doctor/table.ts'
import { run } from '../../../../agent/cli/run.ts'
import { listen } from '../spoken.ts'
import { shop } from './shop.ts'

const at = shop()
afterAll(at.remove)
const spoken = listen()

test('of a sensor alone a broken configuration is told, and what is no sensor of a right one is refused', async () => {
  await at.examine('cameras: 7')
  await run(aislectl, ['doctor', '--config', at.file, '--sensor', 'desk'])
  expect([process.exitCode, spoken.out]).toEqual([1, expect.stringMatching(/FAIL +configuration/)])
  await at.examine('broker: { kind: embedded, port: 0 }')
  for (const other of ['desk', 'machine']) {
    await run(aislectl, ['doctor', '--config', at.file, '--sensor', other])
    expect([process.exitCode, spoken.err]).toEqual([2, expect.stringContaining('--sensor')])
    spoken.err = ''
  }
})

test('where nothing failed and something could not be tried, that is what is said', () => {
  const hops = [
    { hop: 'place', mark: 'passed', found: 'there' },
    { hop: 'login', mark: 'unreached', found: 'not tried' },
  ] as const
  expect(summary([{ of: 'camera desk', hops }])).toBe('login (camera desk) is not proved: not tried.')
  const bad = [{ hop: 'login', mark: 'failed', found: 'It is shut. Open it.', next: 'Go there.' }] as const
  expect(summary([{ of: 'camera desk', hops: bad }])).toBe('login (camera desk) failed: It is shut. Open it. Go there.')
})
