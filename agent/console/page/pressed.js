/** What was pressed, until the agent has it: kept over a reload, and sent again under the same number, by which the agent does it once. */

const KEY = 'pressed'
/** Nobody learns from what is older. */
const OLD_MS = 86_400_000

/**
 * @typedef {object} Word what somebody says became of a moment
 * @property {string} visit
 * @property {string} touchpoint
 * @property {'helped' | 'declined'} outcome
 * @property {string} from
 */
/** @typedef {Word & { id: string, atMs: number }} Pressed */
/** `again`: it cannot be said whether it was done. `away`: nobody is there to take it. `renew`: under this number it is done no more. */
/** @typedef {'done' | 'again' | 'away' | 'renew' | { refused: string }} Answer */

export class Outbox {
  #send
  #changed
  #refused
  #isSending = false

  /**
   * @param {(pressed: Pressed) => Promise<Answer>} send
   * @param {() => void} changed
   * @param {(why: string) => void} refused
   */
  constructor(send, changed, refused) {
    this.#send = send
    this.#changed = changed
    this.#refused = refused
  }

  /** How many the agent has not taken. */
  get waiting() {
    return read().length
  }

  /** @param {Word} word */
  press(word) {
    write([...read(), { ...word, id: crypto.randomUUID(), atMs: Date.now() }])
    this.#changed()
    void this.flush()
  }

  /** Sends what waits, one after the other; to be called whenever the agent may be there. */
  async flush() {
    if (this.#isSending) return
    this.#isSending = true
    try {
      // What is pressed meanwhile is sent, too; each of them is tried once.
      const tried = new Set()
      for (;;) {
        const pressed = read().find(({ id }) => !tried.has(id))
        if (!pressed) return
        tried.add(pressed.id)
        const answer = await this.#send(pressed)
        if (answer === 'away') return
        if (answer === 'again') continue
        if (answer === 'renew') renew(pressed.id)
        else {
          forget(pressed.id)
          if (typeof answer === 'object') this.#refused(answer.refused)
        }
        this.#changed()
      }
    } finally {
      this.#isSending = false
    }
  }
}

/** @returns {Pressed[]} */
function read() {
  try {
    /** @type {unknown} */
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isPressed) : []
  } catch {
    return []
  }
}

/** Whatever else lies there is not ours. @param {any} one */
function isPressed(one) {
  const isText = [one?.id, one?.visit, one?.touchpoint, one?.outcome, one?.from].every(text => typeof text === 'string')
  return isText && Math.abs(Date.now() - one.atMs) < OLD_MS
}

/** @param {readonly Pressed[]} all */
function write(all) {
  localStorage.setItem(KEY, JSON.stringify(all))
}

/** @param {string} done */
function forget(done) {
  write(read().filter(({ id }) => id !== done))
}

/** @param {string} old */
function renew(old) {
  write(read().map(one => (one.id === old ? { ...one, id: crypto.randomUUID() } : one)))
}
