import { afterEach, beforeEach, vi } from 'vitest'

/** What a command says in the tests of this file, kept instead of printed; empty at the beginning of each. */
export function listen(): { out: string; err: string } {
  const said = { out: '', err: '' }
  beforeEach(() => {
    said.out = said.err = ''
    for (const [stream, name] of [
      [process.stdout, 'out'],
      [process.stderr, 'err'],
    ] as const)
      vi.spyOn(stream, 'write').mockImplementation(text => {
        said[name] += text
        return true
      })
  })
  afterEach(() => {
    vi.restoreAllMocks()
    process.exitCode = undefined
  })
  return said
}
