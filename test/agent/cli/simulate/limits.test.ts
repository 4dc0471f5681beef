import { expect, test } from 'vitest'
import { burden } from '../../../../agent/cli/simulate/burden.ts'
import { checkLimits, limits, openFiles } from '../../../../agent/cli/simulate/limits.ts'

test('a fleet for which this machine has too few files or ports is refused, with what to do', () => {
  expect(() => checkLimits(1000, { files: 1024, ports: 28_000 })).toThrow(
    /1024 files open here, and needs 1064.*ulimit -n 1064/,
  )
  expect(() => checkLimits(50_000, { files: 100_000, ports: 28_232 })).toThrow(
    /28232 ports .*ip_local_port_range.*--first/,
  )
  expect(() => checkLimits(1000, { files: 1064, ports: 1000 })).not.toThrow()
  expect(() => checkLimits(1_000_000, { files: undefined, ports: undefined })).not.toThrow()
})

test.runIf(process.platform === 'linux')('what this machine allows, and what a process uses of it, is read', () => {
  const { files, ports } = limits()
  expect(files).toBeGreaterThan(0)
  expect(ports).toBeGreaterThan(0)
  expect(openFiles(process.pid)).toBe(files)
  const before = burden([process.pid])!
  for (const untilMs = performance.now() + 200; performance.now() < untilMs; );
  const after = burden([process.pid])!
  expect(after.cpuMs).toBeGreaterThan(before.cpuMs)
  expect(after.residentMegabytes).toBeGreaterThan(10)
  expect(burden([process.pid, process.pid])!.residentMegabytes).toBeGreaterThan(1.5 * after.residentMegabytes)
})

test('of a process that is not there nothing is told', () => {
  expect(burden([2 ** 22 + 1])).toBeUndefined()
})
