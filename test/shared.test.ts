import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { mayShare, shared } from './shared.ts'

test.each([
  ["import { expect, test } from 'vitest'", true],
  ["import { readFileSync } from 'node:fs'\nimport fc from 'fast-check'", true],
  ["import { expect, test, vi } from 'vitest'", false],
  ["import {\n  spawn,\n  spawnSync,\n} from 'node:child_process'", false],
  ["import 'node:net'", false],
  ["const { Aedes } = await import('aedes')", false],
  ['process.env.HOME = folder', false],
  ['const sinceMs = Date.now()', false],
])('whether a test may run where others ran before is read from its text: %j', (text, may) => {
  expect(mayShare(text)).toBe(may)
})

test('what a test imports of the tests counts as itself, in a circle too, and what lies outside does not', () => {
  const root = mkdtempSync(join(tmpdir(), 'aisle-shared-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const folder = join(root, 'test')
  const write = (name: string, text: string) => writeFileSync(join(root, name), text)
  mkdirSync(join(folder, 'deep'), { recursive: true })
  write('code.ts', "import 'node:net'")
  write('test/pure.ts', "import '../code.ts'")
  write('test/circle.ts', "import './other.ts'\nimport 'node:net'")
  write('test/other.ts', "import './circle.ts'")
  write('test/deep/pure.test.ts', "import '../pure.ts'")
  write('test/deep/other.test.ts', "import '../other.ts'")
  write('test/circle.test.ts', "import './circle.ts'")
  expect(shared(folder)).toEqual([join(folder, 'deep', 'pure.test.ts')])
})
