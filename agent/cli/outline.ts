import type { ArgDef, ArgsDef, CommandDef } from 'citty'

/** An option or an argument of a command, as a shell and a manual need to know it. */
export interface Word {
  /** As it is typed, without dashes; of an argument, what stands for it. */
  readonly name: string
  readonly aliases: readonly string[]
  readonly description: string
  /** What stands for its value; undefined where it has none. */
  readonly hint: string | undefined
  /** The only values that it may have. */
  readonly values: readonly string[]
  readonly fallback: string | undefined
  readonly isRequired: boolean
}

/** A command and those below it. */
export interface Outline {
  /** The words by which it is called, the program's name first. */
  readonly words: readonly string[]
  readonly description: string
  readonly options: readonly Word[]
  readonly positionals: readonly Word[]
  readonly children: readonly Outline[]
}

/** Every command of a program, with all that it may be told: what help, completion and manual are made of. */
export async function outline(command: CommandDef, name: string, before: readonly string[] = []): Promise<Outline> {
  const words = [...before, name]
  const args = Object.entries((await resolved(command.args)) ?? ({} as ArgsDef))
  const children: Outline[] = []
  for (const [child, below] of Object.entries((await resolved(command.subCommands)) ?? {}))
    children.push(await outline(await resolved(below), child, words))
  return {
    words,
    description: (await resolved(command.meta))?.description ?? '',
    options: args.filter(([, arg]) => arg.type !== 'positional').map(([key, arg]) => word(key, arg)),
    positionals: args.filter(([, arg]) => arg.type === 'positional').map(([key, arg]) => word(key, arg)),
    children,
  }
}

/** A command and all below it, each before its own. */
export function* every(command: Outline): Iterable<Outline> {
  yield command
  for (const child of command.children) yield* every(child)
}

/** Whether a value is the name of a file or a folder, as its hint tells: FILE, DIR, NEW (configuration), OUT.png. */
export function isPath({ hint }: Word): boolean {
  return hint !== undefined && /^(FILE|DIR|FOLDER|PNG|PAIRS)|^NEW$|\.[a-z]+$/.test(hint)
}

function word(name: string, arg: ArgDef): Word {
  const { type, description = '', valueHint, required, default: fallback } = arg
  // A hint such as on|off names all that there is.
  const values =
    type === 'enum' ? (arg.options ?? []) : /^[^|]+(\|[^|]+)+$/.test(valueHint ?? '') ? valueHint!.split('|') : []
  return {
    name,
    aliases: 'alias' in arg ? [arg.alias ?? []].flat() : [],
    description,
    hint: type === 'boolean' ? undefined : (valueHint ?? (values.length > 0 ? values.join('|') : name.toUpperCase())),
    values,
    fallback: fallback === undefined || type === 'boolean' ? undefined : String(fallback),
    isRequired: type === 'positional' ? required !== false : required === true,
  }
}

async function resolved<T>(value: T | Promise<T> | (() => T) | (() => Promise<T>)): Promise<T> {
  return typeof value === 'function' ? (value as () => T)() : value
}
