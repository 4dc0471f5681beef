import { isPath, type Outline } from '../outline.ts'
import { brief, entries, flags, quoted } from './entry.ts'

/** A script for zsh, to be laid as _NAME in a folder of $fpath. */
export function zsh(program: Outline): string {
  const name = program.words[0]!
  const rows = entries(program)
  const told = (word: string, description: string) => quoted(`${word.replaceAll(':', '\\:')}:${brief(description)}`)
  const commands = rows
    .filter(row => row.commands.length > 0)
    .map(row => `    ${quoted(row.path)}) commands=(${row.commands.map(([c, d]) => told(c, d)).join(' ')}) ;;`)
  const options = rows.map(row => {
    const each = row.options.flatMap(option => flags(option).map(flag => told(flag, option.description)))
    return `    ${quoted(row.path)}) options=(${each.join(' ')}) ;;`
  })
  const values = rows.flatMap(({ path, options }) =>
    options
      .filter(option => option.hint !== undefined)
      .map(option => {
        const patterns = flags(option).map(flag => quoted(`${path}:${flag}`))
        const next =
          option.values.length > 0
            ? `compadd -- ${option.values.map(quoted).join(' ')}`
            : isPath(option)
              ? '_files'
              : `_message ${quoted(option.hint!)}`
        return `    ${patterns.join('|')}) ${next}; return ;;`
      }),
  )
  const listed = rows
    .filter(row => row.values.length > 0)
    .map(row => `    ${quoted(row.path)}) compadd -- ${row.values.map(quoted).join(' ')} ;;`)
  const files = rows.filter(({ takesFiles }) => takesFiles).map(({ path }) => quoted(path))
  return `#compdef ${name}
# Completion of ${name} for zsh. Made by: ${name} completion zsh
_${name}() {
  local line='' word i
  local -a commands options
  _${name}_commands() {
    commands=()
    case $1 in
${commands.join('\n')}
    esac
  }
  for ((i = 2; i < CURRENT; i++)); do
    word=$words[i]
    _${name}_commands "$line"
    (( \${commands[(I)$word:*]} )) && line=\${line:+$line }$word
  done
  case "$line:$words[CURRENT-1]" in
${values.join('\n')}
  esac
  if [[ $words[CURRENT] == -* ]]; then
    case $line in
${options.join('\n')}
    esac
    _describe -o option options
    return
  fi
  _${name}_commands "$line"
  (( $#commands )) && _describe -t commands command commands
  case $line in
${listed.join('\n')}
  esac
  case $line in ${files.join('|') || "'\\n'"}) _files ;; esac
}
if [[ $funcstack[1] == _${name} ]]; then _${name} "$@"; else compdef _${name} ${name}; fi
`
}
