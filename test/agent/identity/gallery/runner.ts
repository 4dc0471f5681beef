import { writeSync } from 'node:fs'
import Database from 'better-sqlite3'
import { galleryOf, memberOf, template } from './shop.ts'

/** Enrols and erases without end, to be killed. Says before and after each what it does, and what lay on the disk meanwhile. */
const [file, from] = process.argv.slice(2)
const idle = new Int32Array(new SharedArrayBuffer(4))

/** Returns when the pipe has all of it; a full pipe that does not block says that it would. */
function say(line: string): void {
  const bytes = Buffer.from(`${line}\n`)
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at)
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EAGAIN') throw thrown
      Atomics.wait(idle, 0, 0, 1)
    }
  }
}

const gallery = galleryOf(file)
const raw = new Database(file, { readonly: true })
const newest = raw.prepare('SELECT tag, wrapped, whose, sealed FROM template ORDER BY id DESC LIMIT 1')
for (let seed = Number(from); ; seed++) {
  say(`enrol ${seed}`)
  gallery.put(memberOf(seed), template(seed), 5, 0)
  const row = newest.get() as Record<string, Buffer>
  say(
    `enrolled ${seed} ${Object.values(row)
      .map(blob => blob.toString('hex'))
      .join(' ')}`,
  )
  // SQLite lets whoever comes first write: without a rest now and then the others would hardly ever.
  Atomics.wait(idle, 0, 0, 5)
  if (seed % 3 === 0) continue
  say(`erase ${seed}`)
  gallery.erase(memberOf(seed).member)
  say(`erased ${seed}`)
}
