import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ROOT } from '../../../config/root.ts'

const text = (file: string) => readFileSync(new URL(file, ROOT), 'utf8')
const page = text('deploy/subscriber/README.md')

/** Names of the members of an interface or a class, as they stand in the source. */
function members(file: string, start: string, member: RegExp): string[] {
  const source = text(file)
  const from = source.indexOf(start)
  expect(from).toBeGreaterThan(0)
  const body = source.slice(from, source.indexOf('\n}\n', from))
  return [...body.matchAll(member)].map(found => found[1]!)
}

test('the page of the subscriber names every option and every call, and no other', () => {
  const options = [
    ...members('agent/events/subscriber/link.ts', 'export interface Access', /^ {2}readonly (\w+)/gm),
    ...members('agent/events/subscriber/options.ts', 'export interface SubscriberOptions', /^ {2}readonly (\w+)/gm),
  ]
  const calls = members(
    'agent/events/subscriber/subscription.ts',
    'export class Subscription',
    /^ {2}(?:async )?(\w+)(?:<.*>)?\(/gm,
  )
  const listed = (title: string) => {
    const table = page.slice(page.indexOf(`## ${title}`)).split('\n\n')[1]!
    return table
      .split('\n')
      .slice(2)
      .flatMap(row => [...row.split('|')[1]!.matchAll(/`(?:await )?(\w+)/g)].map(([, name]) => name))
  }
  expect(listed('Options of').sort()).toEqual(options.sort())
  expect(listed('A subscription').sort()).toEqual(calls.filter(name => name !== 'constructor').sort())
})
