import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pages } from '../../../deploy/debian/manual/pages.ts'
import { text, word } from '../../../deploy/debian/manual/roff.ts'
import { describeWith } from '../../needs.ts'

let all: Map<string, string>
let folder: string
beforeAll(async () => {
  all = await pages({ version: '1.2.3', day: '2026-11-26' })
  folder = mkdtempSync(join(tmpdir(), 'aisle-manual-'))
  for (const [name, page] of all) writeFileSync(join(folder, name), page)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the manual', () => {
  test('has a page for the agent, for the tool and each of its commands, and for the configuration', () => {
    expect([...all.keys()]).toEqual(
      expect.arrayContaining(['aisled.8', 'aislectl.1', 'aislectl-config.1', 'aislectl-doctor.1', 'aisle.yaml.5']),
    )
    expect(all.get('aislectl-config.1')).toContain('.Cm config check\n.Op Fl Fl json\n.Ar FILE')
    expect(all.get('aisle.yaml.5')).toContain('.It Ic outbox.path\n')
  })
})

describeWith(['mandoc'], 'mandoc', () => {
  test('has nothing to say against any page', () => {
    const { stdout } = spawnSync('mandoc', ['-Tlint', '-Wwarning', ...all.keys()], { cwd: folder, encoding: 'utf8' })
    expect(stdout).toBe('')
  })

  test('prints any text as it was, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme-ascii', maxLength: 60 }), said => {
        const plain = said.replace(/\s+/g, ' ').trim()
        fc.pre(plain !== '')
        const page = `.Dd November 26, 2026\n.Dt X 1\n.Os\n.Sh NAME\n.Nm x\n.Nd y\n.Sh DESCRIPTION\n${text(plain)}\n.Bl -tag -width Ds\n.It Ic ${word(plain)}\nz\n.El\n`
        const out = execFileSync('mandoc', ['-Tascii', '-Owidth=1000'], { input: page, encoding: 'utf8' })
        // biome-ignore lint/suspicious/noControlCharactersInRegex: that is how terminals were told to print bold.
        const shown = out.replace(/.\x08/g, '').replace(/\s+/g, '')
        expect(shown).toContain(plain.replace(/\s+/g, ''))
      }),
      { numRuns: 30 },
    )
  })
})
