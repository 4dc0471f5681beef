import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { program } from '../../built.ts'

/** A command whose output nobody reads any more, or goes to a disk that is full: its exit code, and what it says beside. */
function piped(into: string): { readonly code: string; readonly said: string } {
  const line = `"$0" "$1" models list ${into}; echo "\${PIPESTATUS[0]}"`
  const { stdout, stderr } = spawnSync('bash', ['-c', line, process.execPath, program('cli/main.ts')], {
    encoding: 'utf8',
  })
  return { code: stdout.trim(), said: stderr }
}

test('who reads no further has seen enough, which is no fault; a disk that is full is', () => {
  expect(piped('| { exec 0<&-; sleep 3; }')).toEqual({ code: '0', said: '' })
  const full = piped('> /dev/full')
  expect([full.code, full.said.includes('standard output cannot be written')]).toEqual(['1', true])
  expect(full.said).not.toContain('    at ')
}, 60_000)
