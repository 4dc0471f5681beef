import { fileURLToPath } from 'node:url'
import { runCommand } from 'citty'
import { expect, test, vi } from 'vitest'
import { aisled } from '../../agent/aisled.ts'
import { startAgent } from '../../agent/lanes/agent.ts'
import { loadConfig } from '../../config/load.ts'
import { ROOT } from '../../config/root.ts'

vi.mock('../../agent/allowance.ts', () => ({ allowance: () => 754 }))
vi.mock('../../agent/lanes/agent.ts', () => ({
  startAgent: vi.fn(async () => ({
    stopped: Promise.resolve({ waiting: 0, embedded: 0 }),
    stuck: () => undefined,
    sensors: () => [],
  })),
}))

test('runs the configuration as it was written, whatever memory this machine lets it have', async () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const file = fileURLToPath(new URL('config/example.yaml', ROOT))
  await runCommand(aisled, { rawArgs: ['--config', file] })
  const [[config, { allowedMegabytes }]] = vi.mocked(startAgent).mock.calls
  expect(config).toEqual(loadConfig(file))
  expect(allowedMegabytes).toBe(754)
})
