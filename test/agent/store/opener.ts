import { openShared } from '../../../agent/store/shared.ts'
import { SLOW } from './slow.ts'

/** Opens a database at a time that others do so too, and says how many steps it has been through. */
const [file, atMs] = process.argv.slice(2)
while (Date.now() < Number(atMs));
const db = openShared(file, SLOW)
process.stdout.write(
  `${db.pragma('user_version', { simple: true })} ${db.prepare('SELECT count(*) FROM n').pluck().get()}`,
)
db.close()
