import { find, write } from './make.js'
import { clock, whole } from './words.js'

/** Whether what a page shows is so, and how old it is. */
export class Link {
  isPaused = false
  /** What ails, in words; empty where nothing does. */
  ills = ''
  /** When what is shown was told, by the clock that is never set, and by the one on the wall. */
  #toldMs = 0
  #toldAt = ''
  /** Why nothing is told, if nothing is. */
  #lost = ''

  constructor() {
    setInterval(() => this.show(), 500)
  }

  /** Whether nothing is told any more. */
  get isLost() {
    return this.#lost !== ''
  }

  /** Something was told. */
  told() {
    this.#toldMs = performance.now()
    this.#toldAt = new Date().toISOString()
    this.#lost = ''
  }

  /** Nothing is told any more. @param {string} why */
  lose(why) {
    this.#lost = why
    this.show()
  }

  show() {
    const link = find('link')
    const alarm = find('alarm')
    const state = this.isLost ? 'lost' : this.#toldMs === 0 ? 'waiting' : this.isPaused ? 'paused' : 'live'
    link.dataset.state = state
    document.documentElement.dataset.link = state
    const lostFor = this.#toldMs === 0 ? '' : ` for ${whole((performance.now() - this.#toldMs) / 1000)}`
    write(link, { lost: `Connection lost${lostFor}`, waiting: 'Connecting', paused: 'Paused', live: 'Live' }[state])
    alarm.dataset.tone = state === 'lost' ? 'bad' : 'warn'
    alarm.hidden = state !== 'lost' && this.ills === ''
    if (state === 'lost') {
      // It is read aloud whenever it changes, so it does not count seconds.
      const picture = this.#toldAt === '' ? 'Nothing was shown yet.' : `What is shown was so at ${clock(this.#toldAt)}.`
      write(alarm, `Connection lost. ${picture} ${this.#lost} It is tried again.`)
    } else if (this.ills !== '') write(alarm, `${this.ills[0].toUpperCase()}${this.ills.slice(1)}.`)
  }
}
