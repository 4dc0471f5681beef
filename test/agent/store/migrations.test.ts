import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'

const OPENER = fileURLToPath(new URL('opener.ts', import.meta.url))
const PROGRAMS = 3

test('programs that begin a database at one time do each step of it once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-migrations-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const run = promisify(execFile)
  // Late enough for all of them to have started.
  const atMs = String(Date.now() + 4000)
  const all = await Promise.all(
    Array.from({ length: PROGRAMS }, () =>
      run(process.execPath, ['--import', 'tsx', OPENER, join(folder, 'new.db'), atMs]),
    ),
  )
  expect(all.map(({ stdout }) => stdout)).toEqual(new Array(PROGRAMS).fill('2 200000'))
})
