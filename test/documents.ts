import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ROOT } from '../config/root.ts'

const root = fileURLToPath(ROOT)
const FOLDERS = ['agent', 'config', 'deploy', 'drivers', 'models']

/** The command itself, not a path that has its name in it, and what follows until the shell takes it for something else. */
const COMMAND = /(?<![\w/.-])aislectl(?![\w.-])((?:'[^']*'|"[^"]*"|[^\n#|;&)'"])*)/g
const WORDS = /(?:'[^']*'|"[^"]*"|[^\s'"])+/g

export interface Document {
  /** From the root. */
  readonly path: string
  readonly text: string
}

/** Every document of the project, the README first. */
export function documents(): Document[] {
  const paths = FOLDERS.flatMap(folder =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.md'))
      .map(name => join(folder, name)),
  )
  return ['README.md', ...paths.toSorted()].map(path => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

/** Where the links of a document lead inside of the project, from the root, with their anchors. */
export function linksIn({ path, text }: Document): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, to]) => to!)
    .filter(to => !/^[a-z]+:/.test(to))
    .map(to => (to.startsWith('#') ? path + to : join(dirname(path), to)))
}

/** Whether a link leads to something, and its anchor to a heading there. */
export function leads(link: string): boolean {
  const [path, anchor] = link.split('#') as [string, string?]
  if (!existsSync(join(root, path))) return false
  if (anchor === undefined) return true
  const headings = readFileSync(join(root, path), 'utf8').matchAll(/^#+ (.*)$/gm)
  return [...headings].some(([, heading]) => anchorOf(heading!) === anchor)
}

/** As the forges make one of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-')
}

/** The configurations that the documents show. */
export function examples(): string[] {
  return documents().flatMap(({ text }) => [...text.matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml]) => yaml!))
}

export interface Typed {
  /** What is typed behind `aislectl`, as a shell cuts it. */
  readonly words: readonly string[]
  /** Whether it is there to be typed as it stands; otherwise it is named in a sentence. */
  readonly isWhole: boolean
}

/** Every command line of aislectl in a text. */
export function commandsIn(text: string): Typed[] {
  const blocks = [...text.matchAll(/```sh\n(.*?)```/gs), ...text.matchAll(/(?<=\n\n)((?: {4}.*\n)+)/g)]
  const spans = text.replaceAll(/```.*?```/gs, '').matchAll(/(?<!`)`([^`]+)`(?!`)/g)
  return [
    ...blocks.flatMap(([, block]) => lines(block!).map(words => ({ words, isWhole: true }))),
    ...[...spans].flatMap(([, span]) => lines(span!.replaceAll('\n', ' ')).map(words => ({ words, isWhole: false }))),
  ]
}

function lines(shell: string): string[][] {
  const plain = shell.replaceAll(/\\\n\s*/g, '').replaceAll(/ > \S+/g, '')
  return [...plain.matchAll(COMMAND)].map(([, rest]) =>
    (rest!.match(WORDS) ?? []).filter(word => word !== '…').map(word => word.replaceAll(/['"]/g, '')),
  )
}
