/** Numbers and names as people read them. */

/** @param {number} seconds */
export function span(seconds) {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  if (seconds < 99.5) return `${Math.round(seconds)} s`
  if (seconds < 5970) return `${Math.round(seconds / 60)} min`
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`
  return `${Math.round(seconds / 86_400)} days`
}

/** The same without tenths. @param {number} seconds */
export function whole(seconds) {
  return seconds < 99.5 ? `${Math.round(seconds)} s` : span(seconds)
}

/** How late something is: in milliseconds, as long as that can be read. @param {number} ms */
export function delay(ms) {
  return ms < 9950 ? `${Math.round(ms)} ms` : span(ms / 1000)
}

/** @param {number} value */
export function short(value) {
  return value >= 100 || Number.isInteger(value) ? Math.round(value).toLocaleString('en') : value.toFixed(1)
}

/** @param {number} megabytes */
export function size(megabytes) {
  if (megabytes < 10) return `${megabytes.toFixed(1)} MB`
  return megabytes < 1000 ? `${Math.round(megabytes)} MB` : `${(megabytes / 1000).toFixed(1)} GB`
}

/** Of so many one, of several the plural.
 * @param {number} count
 * @param {string} one
 * @param {string} [several] */
export function count(count, one, several = `${one}s`) {
  return `${count} ${count === 1 ? one : several}`
}

/** What an event tells: a sentence as it is; of what has none, what is not shown beside it: `group size 2 · dwell 11 s`.
 * @param {string} sentence of `agent/events/prose.ts`, or where there is none of `agent/events/sentence.ts`
 * @param {string} name */
export function details(sentence, name) {
  const at = sentence.indexOf(`  ${name}`)
  if (at < 0) return `${sentence.slice(0, 1).toUpperCase()}${sentence.slice(1)}`
  const told = sentence.slice(at + name.length + 2)
  return told
    .split(/ {2,}/)
    .filter(part => part.trim() !== '' && !part.startsWith('quality '))
    .map(part => unit(part.trim()))
    .join(' · ')
}

/** `dwellSeconds 11.2` becomes `dwell 11 s`.
 * @param {string} part */
function unit(part) {
  const cut = part.indexOf(' ')
  const [key, value] = cut < 0 ? [part, ''] : [part.slice(0, cut), part.slice(cut + 1)]
  if (/^\d{4}-\d\d-\d\dT/.test(value)) return `${spaced(key.replace(/At$/, ''))} ${clock(value)}`
  const measured = /^(.+?)(Seconds|Metres)$/.exec(key)
  if (key === 'wait') return `wait ${value} s`
  if (!measured) return `${spaced(key)} ${value}`.trim()
  const isNumber = value !== '' && Number.isFinite(Number(value))
  const shown = measured[2] === 'Seconds' ? (isNumber ? whole(Number(value)) : `${value} s`) : `${value} m`
  return `${spaced(measured[1])} ${shown}`
}

/** @param {string} key */
function spaced(key) {
  return key.replace(/[A-Z]/g, capital => ` ${capital.toLowerCase()}`)
}

/** @param {string} instant */
export function clock(instant) {
  return new Date(instant).toLocaleTimeString('en-GB')
}
