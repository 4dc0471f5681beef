import { every, isPath, type Outline, type Word } from '../outline.ts'

/** What may follow a command. */
export interface Entry {
  /** Its words without the program's name, separated by blanks. */
  readonly path: string
  readonly commands: readonly (readonly [name: string, description: string])[]
  readonly options: readonly Word[]
  readonly takesFiles: boolean
  /** What its arguments may be, where that is all that they may be. */
  readonly values: readonly string[]
}

const HELP: Word = {
  name: 'help',
  aliases: ['h'],
  description: 'Say what the command does.',
  hint: undefined,
  values: [],
  fallback: undefined,
  isRequired: false,
}

/** A row a command, for the scripts of all shells. */
export function entries(program: Outline): Entry[] {
  return [...every(program)].map(({ words, options, positionals, children }) => ({
    path: words.slice(1).join(' '),
    commands: children.map(child => [child.words.at(-1)!, child.description] as const),
    options: [...options, HELP],
    takesFiles: positionals.some(isPath),
    values: positionals.flatMap(({ values }) => values),
  }))
}

/** As it is typed: `--config`, `-h`. */
export function flags({ name, aliases }: Word): string[] {
  return [name, ...aliases].map(one => (one.length === 1 ? `-${one}` : `--${one}`))
}

/** Between single quotes of bash and zsh. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** The first sentence, which is all that a list has room for. */
export function brief(description: string): string {
  return description.split(/(?<=[.:;])\s/, 1)[0]!.replace(/[.:;]$/, '')
}
