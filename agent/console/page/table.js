import { make } from './make.js'
import { SHORT } from './scatter.js'

/** The figures of the touchpoint map as a table. */

/** @typedef {import('../../moments/map/shape.ts').TouchpointMap} Map */
/** @typedef {import('../../moments/map/shape.ts').Row} Row */
/** @typedef {import('../../moments/map/shape.ts').Segment} Segment */
/** @typedef {import('../../moments/map/shape.ts').Figure} Figure */
/** @typedef {import('../../moments/map/shape.ts').Portion} Portion */

const HEAD = ['Reach', 'Noticed', 'Bought', 'Stay', 'Value in 100 visits', 'Effort', 'Quadrant']
const TRENDS = { rising: '↑ rising', falling: '↓ falling', steady: '→ steady' }
const NONE = '–'

/** @param {HTMLElement} table @param {Map} map @param {string} by */
export function showFigures(table, { rows }, by) {
  const isSplit = by === 'segment'
  const first = isSplit ? ['Touchpoint', 'Visits'] : by === 'touchpoint' ? ['Touchpoint', 'Kind'] : [by]
  const head = [...first, ...(isSplit || by === 'touchpoint' ? HEAD : HEAD.slice(0, -1))]
  const shown = rows.filter(row => row.by === (isSplit ? 'touchpoint' : by))
  const lines = isSplit
    ? shown.flatMap(row => row.segments.map(part => lineOf(row, part, [row.id, part.is])))
    : shown.map(row => {
        const { channel, function: purpose, stage } = row.touchpoint ?? {}
        return lineOf(row, row, by === 'touchpoint' ? [row.id, `${channel}, ${purpose}, ${stage}`] : [row.id])
      })
  table
    .querySelector('thead')
    ?.replaceChildren(
      make('tr', {}, ...head.map(word => make('th', { scope: 'col' }, word[0].toUpperCase() + word.slice(1)))),
    )
  const none = make(
    'tr',
    {},
    make('td', { colspan: head.length }, 'No part of the visits is large enough to be told apart.'),
  )
  table.querySelector('tbody')?.replaceChildren(...(lines.length > 0 ? lines : [none]))
}

/** @param {Row} row @param {Row | Segment} of @param {string[]} names */
function lineOf(row, of, [name, ...more]) {
  const { valueTrend, effortTrend } = of === row ? row : /** @type {Partial<Row>} */ ({})
  const line = make(
    'tr',
    { 'data-of': row.id },
    make('th', { scope: 'row' }, name),
    ...more.map(word => make('td', {}, word)),
    ...[of.reach, of.engagement, of.conversion].map(share => cell(share && percent(share), share && between(share))),
    cell(of.staySeconds && `${of.staySeconds.value} s`, of.staySeconds && range(of.staySeconds)),
    cell(of.value && String(of.value.value), of.value && `${range(of.value)}${trendOf(valueTrend)}`),
    cell(
      of.effortSeconds && `${of.effortSeconds.value} s`,
      of.effortSeconds && `${range(of.effortSeconds)}${trendOf(effortTrend)}`,
    ),
  )
  if (row.by === 'touchpoint')
    line.append(cell(of.quadrant && SHORT[of.quadrant], of.quadrant && (of.isSure ? 'sure' : 'not sure yet')))
  return line
}

/** @param {string} [told] @param {string} [more] */
function cell(told, more) {
  return make('td', {}, told ?? NONE, ...(more ? [make('small', {}, more)] : []))
}

/** @param {Row['valueTrend']} trend */
const trendOf = trend => (trend ? ` · ${TRENDS[trend.way]}` : '')
/** @param {Portion} portion */
export const percent = ({ share }) => `${Math.round(100 * share)} %`
/** @param {Portion} portion */
const between = ({ low, high }) => `${Math.round(100 * low)} to ${Math.round(100 * high)} %`
/** @param {Figure} figure */
export const range = ({ low, high }) => `${low} to ${high}`
