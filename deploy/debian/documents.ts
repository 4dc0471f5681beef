import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ROOT } from '../../config/root.ts'

/** From the root of the repository, and from the folder of the package's documents. */
export type Copy = readonly [from: string, to: string]

const FOLDERS = ['agent', 'config', 'deploy', 'drivers', 'models']
/** What builds the package; all else of deploy is for whoever sets up brokers, dashboards and subscribers. */
const BUILDS = 'deploy/debian/'
/** Also where Debian's users look for something to begin with. Its documents are only where their links lead. */
const EXAMPLE = /^(config\/members\.example\.yaml|deploy\/(mosquitto|machines)\/.*(?<!\.md))$/

/** What is there to be read: every document, and beside it every file that one leads to; each is where the links of the others look for it. */
export function documents(): Copy[] {
  const files = FOLDERS.flatMap(under)
  const texts = ['README.md', ...files.filter(file => file.endsWith('.md'))]
  const deployed = files.filter(file => file.startsWith('deploy/') && !file.startsWith(BUILDS))
  const read = new Set(['LICENSE', ...texts, ...deployed, ...texts.flatMap(ledTo)])
  return [
    ...[...read].map((file): Copy => [file, file]),
    ...[...read]
      .filter(file => EXAMPLE.test(file))
      .map((file): Copy => [file, join('examples', file.replace(/^[^/]+\//, ''))]),
  ]
}

/** Only what the repository holds: keys that somebody made beside the scripts that make them are nobody else's. */
function under(folder: string): string[] {
  const named = execFileSync('git', ['ls-files', '-z', '--', folder], { cwd: own(''), encoding: 'utf8' })
  return named.split('\0').filter(Boolean)
}

/** The files that the links of a document lead to, and its pictures. */
function ledTo(document: string): string[] {
  return [...readFileSync(own(document), 'utf8').matchAll(/\]\((?![a-z]+:|#)([^)\s#]+)/g)].map(([, to]) =>
    join(dirname(document), to!),
  )
}

function own(path: string): string {
  return fileURLToPath(new URL(path, ROOT))
}
