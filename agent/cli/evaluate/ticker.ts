/** Progress on standard error for one who watches a terminal; for a program nothing but what is said. */
export interface Ticker {
  tick(): void
  /** A line that stays. */
  say(line: string): void
  end(): void
}

const EVERY = 10

/** `total` is how many there will be, if that is known. */
export function ticker(what: string, total?: number): Ticker {
  const shown = process.stderr.isTTY
  let count = 0
  const clear = () => shown && process.stderr.write('\r\x1b[K')
  return {
    tick() {
      count++
      if (shown && count % EVERY === 0) process.stderr.write(`\r${count}${total ? ` of ${total}` : ''} ${what}`)
    },
    say(line) {
      clear()
      process.stderr.write(`${line}\n`)
    },
    end() {
      clear()
    },
  }
}
