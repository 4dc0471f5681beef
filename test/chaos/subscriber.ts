import { type Connection, subscribe } from '../../agent/events/subscriber/subscribe.ts'

/**
 * A subscriber in a process of its own, to be killed: writes down each event that the client hands to it, in the transaction that it is
 * given. That an event is handed over once is for the client to see to; nothing here makes up for it.
 */
const [url, source, name, file] = process.argv.slice(2) as [string, string, string, string]
const [, tenant, store] = source.split('/') as [string, string, string]
const keep = (event: { id: string; type: string; subject?: unknown }, tx: Connection) =>
  tx
    .prepare('INSERT INTO arrived (id, type, subject, body) VALUES (?, ?, ?, ?)')
    .run(event.id, event.type, event.subject ?? null, JSON.stringify(event))
const say = (words: string) => void process.stderr.write(`${new Date().toISOString()} ${words}\n`)

await subscribe({
  url,
  name,
  stores: [{ tenant, store }],
  progress: file,
  checkMs: 5000,
  onFault: ({ code, message }) => say(`${code} ${message}`),
})
  .onAny((event, tx) => void keep(event, tx))
  .onUnknown((event, why, tx) => {
    say(`unknown ${event.id} ${event.type}: ${why}`)
    keep(event, tx)
  })
  .onLoss(gap => say(`lost ${JSON.stringify(gap)}`))
  .start()
