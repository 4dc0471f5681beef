import type { WriteStream } from 'node:tty'

/** Control sequences of terminals since the VT220 (ECMA-48; DEC private modes 25, 1049 and, where it is known, 2026). */
const ESC = '\x1b['
const ENTER = `${ESC}?1049h${ESC}?25l`
const LEAVE = `${ESC}?25h${ESC}?1049l`

/** A screen that is drawn over and over in place: each picture in one write, over the one before, so that nothing flickers. */
export class Terminal {
  readonly #stream: Pick<WriteStream, 'write' | 'columns' | 'rows'>
  #isOpen = false

  constructor(stream: Pick<WriteStream, 'write' | 'columns' | 'rows'>) {
    this.#stream = stream
  }

  get columns(): number {
    return this.#stream.columns || 80
  }

  draw(lines: readonly string[]): void {
    const shown = lines.slice(0, Math.max(1, (this.#stream.rows || 24) - 1))
    const body = shown.map(line => `${line}${ESC}K`).join('\r\n')
    this.#stream.write(`${this.#isOpen ? '' : ENTER}${ESC}?2026h${ESC}H${body}${ESC}J${ESC}?2026l`)
    this.#isOpen = true
  }

  /** Gives the screen back as it was, with its cursor. */
  close(): void {
    if (this.#isOpen) this.#stream.write(LEAVE)
    this.#isOpen = false
  }
}
