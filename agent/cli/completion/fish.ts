import { isPath, type Outline } from '../outline.ts'
import { brief, entries } from './entry.ts'

/** A script for fish, to be sourced or laid as NAME.fish in a folder of completions. */
export function fish(program: Outline): string {
  const name = program.words[0]!
  const lines: string[] = []
  for (const { path, commands, options, takesFiles, values } of entries(program)) {
    const exactly = `-n ${quoted(`__${name}_at exactly '${path}'`)}`
    const within = `-n ${quoted(`__${name}_at within '${path}'`)}`
    for (const [command, description] of commands)
      lines.push(`complete -c ${name} ${exactly} -a ${command} -d ${quoted(brief(description))}`)
    if (values.length > 0) lines.push(`complete -c ${name} ${exactly} -a ${quoted(values.join(' '))}`)
    const isLeaf = commands.length === 0
    for (const option of options) {
      const spelt = [option.name, ...option.aliases].map(one => (one.length === 1 ? `-s ${one}` : `-l ${one}`))
      const value =
        option.hint === undefined
          ? ''
          : option.values.length > 0
            ? ` -x -a ${quoted(option.values.join(' '))}`
            : isPath(option)
              ? ' -r -F'
              : ' -x'
      lines.push(
        `complete -c ${name} ${isLeaf ? within : exactly} ${spelt.join(' ')}${value} -d ${quoted(brief(option.description))}`,
      )
    }
    if (takesFiles) lines.push(`complete -c ${name} ${within} -F`)
  }
  return `# Completion of ${name} for fish. Made by: ${name} completion fish
# Whether the words so far are those of a command, exactly or with others behind.
function __${name}_at
    set -l line
    for word in (commandline -opc)[2..]
        string match -q -- '-*' $word; or set -a line $word
    end
    set -l path (string split -n ' ' -- $argv[2])
    set -l n (count $path)
    test (count $line) -ge $n; or return 1
    if test $argv[1] = exactly
        test (count $line) -eq $n; or return 1
    end
    test $n -eq 0; or test "$line[1..$n]" = "$path"
end
complete -c ${name} -f
${lines.join('\n')}
`
}

/** Between single quotes of fish. */
function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
