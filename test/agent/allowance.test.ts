import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { allowance } from '../../agent/allowance.ts'
import { ROOT } from '../../config/root.ts'
import { scratch } from '../e2e/aisled.ts'

const at = scratch()
afterAll(at.remove)
let count = 0

/** A machine whose files say so. */
function machine(files: Readonly<Record<string, string>>): string {
  const root = join(at.folder, `machine-${++count}`)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return root
}
const UNIT = 'sys/fs/cgroup/system.slice/aisled.service'
const OF_UNIT = { 'proc/self/cgroup': '0::/system.slice/aisled.service\n' }

test.each([
  [
    'a unit with both limits',
    { ...OF_UNIT, [`${UNIT}/memory.high`]: '1258291200\n', [`${UNIT}/memory.max`]: '1572864000\n' },
    754,
  ],
  [
    'a unit that may only not exceed',
    { ...OF_UNIT, [`${UNIT}/memory.high`]: 'max\n', [`${UNIT}/memory.max`]: '1000000000\n' },
    600,
  ],
  [
    'a unit without limits',
    { ...OF_UNIT, [`${UNIT}/memory.high`]: 'max\n', [`${UNIT}/memory.max`]: 'max\n' },
    undefined,
  ],
  ['a shell outside of any unit', { 'proc/self/cgroup': '0::/\n' }, undefined],
  [
    'a kernel with both versions',
    { 'proc/self/cgroup': '4:memory:/a\n0::/b\n', 'sys/fs/cgroup/b/memory.max': '500000000' },
    300,
  ],
  ['a kernel of the first version', { 'proc/self/cgroup': '4:memory:/a\n' }, undefined],
  ['a machine without such files', {}, undefined],
])('%s: %#', (_, files, megabytes) => {
  expect(allowance(machine(files))).toBe(megabytes)
})

test('two cameras, which take at most 500 MB, have room in the unit of the package', () => {
  const unit = readFileSync(new URL('deploy/debian/tree/usr/lib/systemd/system/aisled.service', ROOT), 'utf8')
  const high = 2 ** 20 * Number(/^MemoryHigh=(\d+)M$/m.exec(unit)![1])
  const files = { ...OF_UNIT, [`${UNIT}/memory.high`]: String(high), [`${UNIT}/memory.max`]: 'max' }
  expect(allowance(machine(files))).toBeGreaterThan(500)
  // Nor is what is asked for beyond what the kernel ends it for.
  expect(high).toBeLessThan(2 ** 20 * Number(/^MemoryMax=(\d+)M$/m.exec(unit)![1]))
})
