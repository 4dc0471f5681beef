import { openStore } from '../../../agent/store/store.ts'
import { Fault } from '../../../config/fault.ts'

/**
 * Another agent. `try`: opens the database and says how that went. `hold`: writes thirty transactions of ten rows, carries
 * none of them over from the log, and keeps the database until it is killed.
 */
const [what, path] = process.argv.slice(2) as ['try' | 'hold', string]
try {
  const { db, close } = openStore({ path }, 0)
  if (what === 'try') close()
  else {
    db.pragma('wal_checkpoint(TRUNCATE)')
    db.pragma('wal_autocheckpoint = 0')
    const insert = db.prepare("INSERT INTO outbox VALUES (?, 1, ?, 0, 'topic', 'body', '')")
    const ten = db.transaction((from: number) => {
      for (let i = from; i < from + 10; i++) insert.run(i, i)
    })
    for (let from = 1; from <= 300; from += 10) ten(from)
    setInterval(() => {}, 1000)
  }
  process.stdout.write('opened\n')
} catch (thrown) {
  process.stdout.write(`${thrown instanceof Fault ? thrown.code : thrown}\n`)
}
