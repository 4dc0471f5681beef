import { styleText } from 'node:util'
import { isSound, type Mark, type Way } from '../../health/doctor/hop.ts'

const MARKS: Readonly<Record<Mark, string>> = { passed: 'ok  ', doubtful: '?   ', failed: 'FAIL', unreached: '-   ' }
const COLOURS = { passed: 'green', doubtful: 'yellow', failed: 'red', unreached: 'gray' } as const

/** All ways, a line a hop; what to do next below what did not pass. Colours only where they are wanted. */
export function table(ways: readonly Way[], isColoured: boolean): string {
  const paint = (mark: Mark, text: string) =>
    isColoured ? styleText(COLOURS[mark], text, { validateStream: false }) : text
  const width = Math.max(...ways.flatMap(({ hops }) => hops.map(({ hop }) => hop.length)))
  return [
    ...ways.flatMap(({ of, hops }) => [
      of,
      ...hops.flatMap(({ hop, mark, found, next }) => [
        `  ${paint(mark, MARKS[mark])}  ${hop.padEnd(width)}  ${found}`,
        ...(next === undefined || mark === 'passed' ? [] : [`        ${' '.repeat(width)}→ ${next}`]),
      ]),
      '',
    ]),
    summary(ways),
  ].join('\n')
}

/** The first thing to do, or that there is none. */
export function summary(ways: readonly Way[]): string {
  const all = ways.flatMap(({ of, hops }) => hops.map(hop => ({ of, ...hop })))
  const count = (mark: Mark) => all.filter(hop => hop.mark === mark).length
  const bad = all.filter(({ mark }) => mark === 'failed')
  if (ways.every(isSound)) {
    const doubts = count('doubtful')
    return `All ${all.length} hops passed${doubts === 0 ? '' : `, ${doubts} of them in doubt (?)`}.`
  }
  // What could not be tried is not proved, though nothing failed.
  const [first, ...more] = bad.length > 0 ? bad : all.filter(({ mark }) => mark === 'unreached')
  const others = more.length === 0 ? '' : ` So did ${more.map(({ of, hop }) => `${hop} (${of})`).join(', ')}.`
  const how = first.mark === 'failed' ? 'failed' : 'is not proved'
  return `${first.hop} (${first.of}) ${how}: ${first.found.replace(/\.$/, '')}. ${first.next ?? ''}${others}`.trimEnd()
}
