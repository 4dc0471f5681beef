const WIDTH = 78

/** Words for the macros of mdoc(7): nothing in them is taken for one, or for an escape. */
export function word(text: string): string {
  const plain = escaped(text)
  const isMacro = /^([A-Z][a-z]|[.,:;()[\]?!|])$/.test(plain)
  return `${isMacro || /^['.]/.test(plain) ? '\\&' : ''}${/[\s"]/.test(plain) ? `"${plain.replaceAll('"', '\\(dq')}"` : plain}`
}

/** A paragraph of text: each sentence begins a line, and no line is long. */
export function text(paragraph: string): string {
  return paragraph
    .split(/(?<=[.!?])\s+(?=[A-Z`])/)
    .flatMap(wrapped)
    .map(line => (/^['.]/.test(line) ? `\\&${line}` : line))
    .join('\n')
}

/** Characters beyond ASCII by their numbers, so that it does not matter in what a page is encoded. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replace(/[^\x20-\x7e]/gu, one => `\\[u${one.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`)
    .replaceAll('-', '\\-')
}

function wrapped(sentence: string): string[] {
  const lines: string[] = []
  let line = ''
  for (const one of escaped(sentence).split(/\s+/)) {
    if (line !== '' && line.length + one.length >= WIDTH) {
      lines.push(line)
      line = ''
    }
    line += line === '' ? one : ` ${one}`
  }
  return line === '' ? lines : [...lines, line]
}
