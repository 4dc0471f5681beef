import type { Event } from './contract.ts'

/** One line for a person: when, what, of which visit, and the data without its nesting. */
export function sentence(event: Pick<Event, 'time' | 'type' | 'subject' | 'data'>): string {
  const name = event.type.replace(/^aisle\.|\.v\d+$/g, '')
  const visit = event.subject === undefined ? '' : `  visit ${event.subject.slice(0, 6)}`
  return `${event.time.slice(11, 19)}  ${name.padEnd(18)}${visit}${told(event.data)}`
}

/** A touchpoint has a line of its own in the configuration; here its name is enough. */
function told(data: object): string {
  return Object.entries('below' in data ? counted(data) : data)
    .filter(([, value]) => !Array.isArray(value) || value.length > 0)
    .map(([key, value]) => `  ${key} ${short(key === 'touchpoint' ? (value as { id: string }).id : value)}`)
    .join('')
}

/** Below which number nothing is told matters only where nothing is. */
function counted({ below, ...data }: { readonly below?: unknown; readonly devices?: unknown }): object {
  return data.devices === undefined ? { ...data, devices: `fewer than ${below}` } : data
}

function short(value: unknown): string {
  if (Array.isArray(value))
    return value.length > 0 && typeof value[0] !== 'string' ? `(${value.length})` : value.join(' ')
  if (typeof value === 'object' && value !== null && Object.keys(value)[0]?.startsWith('estimate')) {
    const [estimate, low, high] = Object.values(value)
    return `${estimate} (${low}–${high})`
  }
  if (typeof value === 'object' && value !== null)
    return Object.values(value)
      .map(item => short(item))
      .join('/')
  return String(value)
}
