import { stripVTControlCharacters } from 'node:util'
import { type ArgDef, type ArgsDef, type CommandDef, parseArgs, renderUsage, runCommand } from 'citty'
import { Fault } from '../../config/fault.ts'
import { help } from './help.ts'

/** Of what is no terminal. */
const COLUMNS = 100

/** 0: done. 1: it failed, and said why. 2: the command was not understood. */
export const EXIT = { done: 0, failed: 1, usage: 2 } as const

/**
 * Runs the command line of a program. A fault becomes one line on standard error (an object with `error` where --json was asked for);
 * help goes to standard output. Sets the exit code, and lets the process end by itself.
 */
export async function run<T extends ArgsDef>(program: CommandDef<T>, argv: readonly string[]): Promise<void> {
  // The first thing that everybody tries.
  if (argv[0] === '--version') return run((await import('./version.ts')).version, argv.slice(1))
  const root = program as unknown as CommandDef
  const { command, parent, name, rest } = await find(root, argv)
  if (argv.includes('--help') || argv.includes('-h')) {
    process.stdout.write(`${help(await renderUsage(command, parent), process.stdout.columns ?? COLUMNS)}\n`)
    return
  }
  try {
    const args = await resolve(command.args)
    refuseUnknown(args, argv)
    if (command.run) refuseSurplus(args, rest, stripVTControlCharacters(await renderUsage(command, parent)))
    await runCommand(root, { rawArgs: [...argv] })
  } catch (thrown) {
    process.exitCode = report(ending(thrown), name, argv.includes('--json'))
  }
}

/** Standard output, for a person or, with --json, for a program. */
export function print(json: boolean | undefined, value: unknown, sentence: () => string): void {
  process.stdout.write(json ? `${JSON.stringify(value)}\n` : `${sentence()}\n`)
}

/** Of a sensor that is lost lanes say that the others go on and that it is tried again; of a command that ends with that neither is true. */
function ending(thrown: unknown): unknown {
  return thrown instanceof Fault && thrown.code === 'SOURCE_LOST'
    ? new Fault('SOURCE_AWAY', thrown.details, thrown)
    : thrown
}

function report(thrown: unknown, name: string, json: boolean): number {
  const usage = thrown instanceof Error && thrown.name === 'CLIError'
  const known = thrown instanceof Fault
  const message =
    known || usage
      ? stripVTControlCharacters((thrown as Error).message)
      : `unexpected: ${thrown instanceof Error ? thrown.stack : thrown}`
  const code = known ? thrown.code : usage ? 'USAGE' : 'UNEXPECTED'
  process.stderr.write(
    json ? `${JSON.stringify({ error: { code, message } })}\n` : `${name.split(' ', 1)[0]}: ${message}\n`,
  )
  if (usage && !json) process.stderr.write(`Try: ${name} --help\n`)
  return usage || (known && thrown.code === 'ARGUMENT_INVALID') ? EXIT.usage : EXIT.failed
}

/** A mistyped option must not be passed over in silence: what it asked for would not happen. @throws Fault ARGUMENT_INVALID */
function refuseUnknown(args: ArgsDef | undefined, argv: readonly string[]): void {
  const known = new Set(Object.entries(args ?? {}).flatMap(([name, arg]) => [name, ...aliases(arg)]))
  for (const word of argv) {
    if (word === '--') return
    const name = /^--?([a-z][\w-]*)/i.exec(word)?.[1]
    if (name === undefined || known.has(name) || known.has(name.replace(/^no-/, ''))) continue
    throw new Fault('ARGUMENT_INVALID', { argument: word, value: 'unknown', expected: 'an option of this command' })
  }
}

/** Neither must a word too many. A positional whose hint ends in an ellipsis takes as many as there are. @throws Fault ARGUMENT_INVALID */
function refuseSurplus(args: ArgsDef | undefined, rest: readonly string[], usage: string): void {
  const places = Object.values(args ?? {}).filter(arg => arg.type === 'positional')
  if (places.some(arg => arg.valueHint?.endsWith('…'))) return
  const surplus = parseArgs([...rest], args ?? {})._[places.length]
  if (surplus === undefined) return
  const expected = `only: ${/USAGE (.*?)\s*$/m.exec(usage)?.[1]}`
  throw new Fault('ARGUMENT_INVALID', { argument: surplus, value: 'one word too many', expected })
}

function aliases(arg: ArgDef): readonly string[] {
  return 'alias' in arg ? [arg.alias ?? []].flat() : []
}

/** The command that the words name, what it belongs to, named in full, and the words behind. */
async function find(root: CommandDef, argv: readonly string[]) {
  let command = root
  let parent: CommandDef | undefined
  let name = await nameOf(root)
  let words = 0
  for (const word of argv) {
    const next = (await resolve(command.subCommands))?.[word]
    if (!next) break
    parent = { meta: { name } }
    name += ` ${word}`
    words++
    command = await resolve(next)
  }
  return { command, parent, name, rest: argv.slice(words) }
}

async function nameOf(root: CommandDef): Promise<string> {
  return (await resolve(root.meta))?.name ?? ''
}

async function resolve<T>(value: T | Promise<T> | (() => T) | (() => Promise<T>)): Promise<T> {
  return typeof value === 'function' ? (value as () => T)() : value
}
