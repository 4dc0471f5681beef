import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isClockKept } from '../../../agent/health/clock.ts'

const { PATH } = process.env
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aisle-clock-'))
  process.env.PATH = folder
})
afterEach(() => {
  process.env.PATH = PATH
  rmSync(folder, { recursive: true })
})

/** The machine has a timedatectl that does so. */
function timedatectl(does: string) {
  const file = join(folder, 'timedatectl')
  writeFileSync(file, `#!/bin/sh\n${does}\n`)
  chmodSync(file, 0o755)
}

test.each([
  ['yes', true],
  ['no', false],
])('where the kernel says %s that is believed', async (said, isKept) => {
  timedatectl(`[ "$*" = "show --property=NTPSynchronized --value" ] && echo ${said}`)
  expect(await isClockKept()).toBe(isKept)
})

test('where nobody can be asked nobody knows, unless timesyncd has left its mark', async () => {
  const mark = existsSync('/run/systemd/timesync/synchronized') ? true : undefined
  expect(await isClockKept()).toBe(mark)
  timedatectl('echo "System has not been booted with systemd as init system (PID 1)." >&2; exit 1')
  expect(await isClockKept()).toBe(mark)
  timedatectl('echo')
  expect(await isClockKept()).toBe(mark)
})
