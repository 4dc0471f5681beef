import { stripVTControlCharacters } from 'node:util'

/** A row of a table as citty lays it out: name to the right, four spaces, what it means, spaces up to the longest of these. */
const ROW = /^ {2} *(\S.*?) {4}(\S.*?) *$/
/** Without these it is not laid out at all: the words would stand below each other. */
const NARROWEST = 40

/**
 * What citty says of a command, for a screen of so many columns: citty writes each meaning into one line, and fills all up to the longest. Of
 * the commands below it the first sentence is told; the others are theirs to tell.
 */
export function help(usage: string, columns: number): string {
  const width = Math.max(NARROWEST, columns)
  const lines = stripVTControlCharacters(usage).split('\n')
  const rows = lines.map(line => ROW.exec(line))
  const names = Math.min(width / 3, Math.max(0, ...rows.map(row => row?.[1]?.length ?? 0)))
  const indent = ' '.repeat(Math.floor(names) + 4)
  let isOfCommands = false
  return lines
    .flatMap((line, i) => {
      if (/^[A-Z]+$/.test(line)) isOfCommands = line === 'COMMANDS'
      const row = rows[i]
      if (!row) return line.startsWith('USAGE') ? [line.trimEnd()] : wrapped(line, width)
      const [, name = '', meaning = ''] = row
      const [first = '', ...more] = wrapped(isOfCommands ? sentence(meaning) : meaning, width - indent.length)
      const head = `  ${name}`
      if (head.length + 2 > indent.length) return [head, ...[first, ...more].map(text => indent + text)]
      return [head.padEnd(indent.length) + first, ...more.map(text => indent + text)]
    })
    .join('\n')
}

/** Up to where something is explained, or another one begins. */
function sentence(text: string): string {
  return `${/^.*?(?=[.;:](?:\s|$))/.exec(text)?.[0] ?? text}.`.replace(/\.\.$/, '.')
}

/** Lines no longer than that, as far as words are not. */
function wrapped(text: string, width: number): string[] {
  const lines = ['']
  for (const word of text.trim().split(/\s+/)) {
    const last = lines.at(-1)!
    if (last !== '' && last.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`
  }
  return lines
}
