import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'

const ASK_MS = 3000
/** systemd-timesyncd leaves it there once it has set the clock since the start of the machine. */
const SET = '/run/systemd/timesync/synchronized'

/** Whether the clock of this machine is kept by a time server, as its kernel says (adjtimex, by way of timedatectl); undefined where nobody knows. */
export function isClockKept(): Promise<boolean | undefined> {
  return new Promise(resolve => {
    const words = ['show', '--property=NTPSynchronized', '--value']
    execFile('timedatectl', words, { timeout: ASK_MS }, (error, said) => {
      const word = error ? '' : said.trim()
      if (word === 'yes' || word === 'no') resolve(word === 'yes')
      else resolve(existsSync(SET) ? true : undefined)
    })
  })
}
