import type { ErrorCode } from 'yaml'

/** Where a text stops being YAML, what was expected there: of the text itself nothing is repeated, for it may be a secret. */
const EXPECTED: Partial<Record<ErrorCode, string>> = {
  BAD_ALIAS: 'an alias (*name) of an anchor (&name) that stands before it',
  BAD_INDENT:
    'the indentation of the other lines of its section, which is more than that of its head; or, before it, what closes a bracket, brace or quote',
  BAD_SCALAR_START: 'text that begins otherwise, or stands in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'one key to a line: what follows `key: ` and holds a colon stands in quotes or in braces',
  BLOCK_IN_FLOW: 'no list with dashes and no indented section within brackets or braces',
  DUPLICATE_KEY: 'each key once in a section',
  KEY_OVER_1024_CHARS: 'a shorter key',
  MISSING_CHAR: 'what closes a bracket, a brace or a quote, a colon behind a key, or a comma between two',
  MULTILINE_IMPLICIT_KEY: 'a key and its colon on one line',
  MULTIPLE_DOCS: 'one document: no line with three dashes but the first',
  TAB_AS_INDENT: 'spaces in front: tabs do not indent',
  TAG_RESOLVE_FAILED: 'no tag (!name)',
  UNEXPECTED_TOKEN: 'the end of what stands before it: a bracket, a quote or an indentation is wrong here or above',
}

/** What was expected where the parser stumbled with this code. */
export function syntaxOf(code: ErrorCode): string {
  return EXPECTED[code] ?? 'YAML 1.2: sections of keys, with the same indentation in a section'
}
