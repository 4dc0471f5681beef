import { readFileSync } from 'node:fs'
import { ROOT } from '../../config/root.ts'

const SECTION = '## Install in a store'

/** The commands of the README's section on installing, in their order, without what it says about them. Throws where there is none. */
export function commands(): string[] {
  const readme = readFileSync(new URL('README.md', ROOT), 'utf8')
  const [, section = ''] = readme.split(`${SECTION}\n`)
  const [block] = /```sh\n(.*?)```/s.exec(section.split('\n## ')[0]!) ?? []
  if (!block) throw new Error(`The README has no commands under "${SECTION}"`)
  return block
    .split('\n')
    .filter(line => line.trim() !== '' && !line.startsWith('```'))
    .map(line => line.replace(/\s+#.*$/, '').trim())
}
