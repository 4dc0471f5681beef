import { Fault } from '../../../config/fault.ts'
import { Checked, type SubscriberOptions } from './options.ts'
import type { Progress } from './progress.ts'
import { type Connection, sqliteProgress } from './sqlite.ts'
import { Subscription } from './subscription.ts'

export { Fault } from '../../../config/fault.ts'
export type { EventName } from '../contract.ts'
export type { Gap, Handler } from './handlers.ts'
export type { SubscriberOptions } from './options.ts'
export type { Position, Progress } from './progress.ts'
export type { Told, Unknown } from './reading.ts'
export { type Connection, sqliteProgress } from './sqlite.ts'
export type { Subscription } from './subscription.ts'
export type { Shop } from './topics.ts'
export type { From } from './yard.ts'

/**
 * A subscriber of the events of some stores. Say what to do with them, then {@link Subscription.start}. Handlers of one stream (what one agent tells
 * everybody, or us alone) run one after the other, in order, and an event is done when they have resolved: only then the agent hears that we
 * have it, and until then it still has it, within the limits of its outbox. Whoever throws is given the same event again, later. What was missed is
 * asked for again.
 * @throws Fault SUBSCRIBER_UNFIT where an option cannot be
 */
export function subscribe(
  options: SubscriberOptions<Connection> & { readonly progress: string },
): Subscription<Connection>
export function subscribe<T>(options: SubscriberOptions<T> & { readonly progress: Progress<T> }): Subscription<T>
export function subscribe<T>(options: SubscriberOptions<T>): Subscription<T> {
  const checked = Checked.safeParse(options)
  const { progress, name } = options
  if (checked.success)
    // With a file, T is the connection: the overloads say so.
    return new Subscription(
      options,
      typeof progress === 'string' ? (sqliteProgress(progress, name) as never) : progress,
    )
  const [issue] = checked.error.issues
  throw new Fault('SUBSCRIBER_UNFIT', { key: issue.path.join('.'), expected: issue.message })
}
