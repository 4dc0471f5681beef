import { isPath, type Outline } from '../outline.ts'
import { entries, flags, quoted } from './entry.ts'

/** A script for bash (3.2 and later), to be sourced or laid where bash-completion looks. */
export function bash(program: Outline): string {
  const name = program.words[0]!
  const rows = entries(program)
  const arms = (cell: (row: (typeof rows)[number]) => string[]) =>
    rows
      .map(row => [row.path, cell(row)] as const)
      .filter(([, words]) => words.length > 0)
      .map(([path, words]) => `    ${quoted(path)}) words=${quoted(words.join(' '))} ;;`)
  const values = rows.flatMap(({ path, options }) =>
    options
      .filter(option => option.hint !== undefined)
      .map(option => {
        const patterns = flags(option).map(flag => quoted(`${path}:${flag}`))
        const given =
          option.values.length > 0 ? `words=${quoted(option.values.join(' '))}` : isPath(option) ? 'files=1' : ':'
        return `    ${patterns.join('|')}) ${given}; value=1 ;;`
      }),
  )
  const files = rows.filter(({ takesFiles }) => takesFiles).map(({ path }) => quoted(path))
  return `# Completion of ${name} for bash. Made by: ${name} completion bash
_${name}() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} path='' word words i files='' value=''
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    words=''
    case $path in
${arms(({ commands }) => commands.map(([command]) => command)).join('\n')}
    esac
    case " $words " in *" $word "*) path=\${path:+$path }$word ;; esac
  done
  words=''
  case "$path:$prev" in
${values.join('\n')}
  esac
  if [ -z "$value" ]; then
    case $cur in
    -*) case $path in
${arms(({ options }) => options.flatMap(flags)).join('\n')}
      esac ;;
    *) case $path in
${arms(({ commands, values }) => [...commands.map(([command]) => command), ...values]).join('\n')}
      esac
      case $path in ${files.join('|') || "'\\n'"}) files=1 ;; esac ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
  if [ -n "$files" ]; then
    compopt -o filenames 2>/dev/null
    local IFS=$'\\n'
    COMPREPLY+=($(compgen -f -- "$cur"))
  fi
}
complete -F _${name} ${name}
`
}
