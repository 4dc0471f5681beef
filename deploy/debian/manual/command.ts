import { every, type Outline, type Word } from '../../../agent/cli/outline.ts'
import { text, word } from './roff.ts'

export interface Edition {
  readonly version: string
  /** The day of the release, YYYY-MM-DD. */
  readonly day: string
}

const EXIT = `.Sh EXIT STATUS
.Bl -tag -width Ds
.It 0
It is done.
.It 1
It failed, and said why on standard error.
.It 2
The command was not understood.
.El`

/** The head of a page: its date, its name in capitals, its section. */
export function head(name: string, section: number, { version, day }: Edition): string {
  const date = new Date(`${day}T00:00:00Z`)
  const month = date.toLocaleString('en', { month: 'long', timeZone: 'UTC' })
  const said = `${month} ${date.getUTCDate()}, ${date.getUTCFullYear()}`
  return `.Dd ${said}\n.Dt ${name.toUpperCase()} ${section}\n.Os Aisle ${version}`
}

/** The page of a program whose sub-commands have pages of their own. */
export function programPage(program: Outline, edition: Edition): string {
  const [name] = program.words
  return page([
    head(name!, 1, edition),
    `.Sh NAME\n.Nm ${name}\n.Nd ${summary(program.description)}`,
    `.Sh SYNOPSIS\n.Nm\n.Ar command\n.Op Ar argument ...`,
    `.Sh DESCRIPTION\n${text(program.description)}\nIts commands are:\n.Bl -tag -width Ds`,
    ...program.children.map(child => `.It Xr ${child.words.join('-')} 1\n${text(child.description)}`),
    '.El\n.Pp\nEvery command takes\n.Fl Fl help ,\nand what it prints is made for programs by\n.Fl Fl json .',
    `.Sh FILES\n.Bl -tag -width Ds\n.It Pa /etc/aisle/aisle.yaml\nThe configuration of the service.\n.El`,
    EXIT,
    '.Sh SEE ALSO\n.Xr aisle.yaml 5 ,\n.Xr aisled 8',
  ])
}

/** The page of one sub-command and all that is below it. */
export function commandPage(command: Outline, edition: Edition): string {
  const name = command.words.join('-')
  const leaves = [...every(command)].filter(({ children }) => children.length === 0)
  const described =
    leaves.length === 1 && leaves[0] === command
      ? [text(command.description), tagged(command)]
      : [
          text(command.description),
          ...leaves.map(leaf => `.Ss ${leaf.words.map(word).join(' ')}\n${text(leaf.description)}\n${tagged(leaf)}`),
        ]
  return page([
    head(name, 1, edition),
    `.Sh NAME\n.Nm ${name}\n.Nd ${summary(command.description)}`,
    `.Sh SYNOPSIS\n${leaves.map(synopsis).join('\n')}`,
    `.Sh DESCRIPTION`,
    ...described,
    EXIT,
    `.Sh SEE ALSO\n.Xr ${command.words[0]} 1 ,\n.Xr aisle.yaml 5 ,\n.Xr aisled 8`,
  ])
}

/** How a command is called. */
export function synopsis({ words, options, positionals }: Outline): string {
  const [program, ...rest] = words
  const call = [`.Nm ${program}`, ...(rest.length > 0 ? [`.Cm ${rest.map(word).join(' ')}`] : [])]
  for (const option of options) call.push(option.isRequired ? flag(option) : `.Op ${flag(option).slice(1)}`)
  for (const one of positionals) call.push(one.isRequired ? `.Ar ${word(one.hint!)}` : `.Op Ar ${word(one.hint!)}`)
  return call.join('\n')
}

/** What each option and argument means. */
export function tagged({ options, positionals }: Outline): string {
  const items = [
    ...positionals.map(one => `.It Ar ${word(one.hint!)}\n${text(meaning(one))}`),
    ...options.map(one => `.It ${flag(one).slice(1)}\n${text(meaning(one))}`),
  ]
  return items.length === 0 ? '' : `.Bl -tag -width Ds\n${items.join('\n')}\n.El`
}

/** Parts of a page, those left out that are empty. */
export function page(parts: readonly string[]): string {
  return `${parts.filter(part => part !== '').join('\n')}\n`
}

function flag({ name, hint }: Word): string {
  return `.Fl ${name.length === 1 ? word(name) : `Fl ${word(name)}`}${hint === undefined ? '' : ` Ar ${word(hint)}`}`
}

function meaning({ description, fallback, values }: Word): string {
  const about = description === '' ? 'Not described.' : description
  const one = values.length > 0 ? ` One of: ${values.join(', ')}.` : ''
  return `${about}${one}${fallback === undefined ? '' : ` Default: ${fallback}.`}`
}

/** One line that says what something is: the first sentence, without its full stop. */
function summary(description: string): string {
  const [first] = description.split(/(?<=[.:;])\s/, 1)
  return text(first!.replace(/[.:;]$/, '')).replaceAll('\n', ' ')
}
