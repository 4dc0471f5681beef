import { describe, expect, test } from 'vitest'
import { Background } from '../../../../agent/vision/overhead/background.ts'
import { type Heights, UNSEEN } from '../../../../agent/vision/overhead/heights.ts'

/** Pictures in text, one character a cell: 0 … 9 a … k are heights in units of 10 cm, . is where nothing was measured. */
const SCALE = '0123456789abcdefghijk'

class Film {
  readonly #heights: Pick<Heights, 'top' | 'columns'>
  readonly background: Background
  #atMs = 0

  constructor(first: string) {
    const rows = first.trim().split(/\s+/)
    this.#heights = { columns: rows[0]!.length, top: new Float32Array(rows.join('').length) }
    this.background = new Background(this.#heights as Heights)
  }

  /** Shows a picture for so long, ten a second; cells marked in `person` are somebody's. `flaw` may spoil each measurement. */
  show(
    picture: string,
    seconds: number,
    person = '',
    flaw = (metres: number, _frame: number, _cell: number) => metres,
  ): this {
    const cells = [...picture.replaceAll(/\s/g, '')]
    const kept = [...person.replaceAll(/\s/g, '')]
    for (let frame = 0; frame < seconds * 10; frame++) {
      cells.forEach((sign, cell) => {
        const metres = sign === '.' ? UNSEEN : SCALE.indexOf(sign) / 10
        this.#heights.top[cell] = metres === UNSEEN ? UNSEEN : flaw(metres, frame, cell)
        if (kept[cell] === '#') this.background.keep(cell)
      })
      this.background.learn((this.#atMs += 100))
    }
    return this
  }

  /** The background as a picture. */
  get picture(): string {
    const { columns } = this.#heights
    const signs = Array.from(this.background.height, metres => SCALE[Math.max(0, Math.round(metres * 10))])
    return signs.join('').replaceAll(new RegExp(`.{${columns}}`, 'g'), row => `${row}\n`)
  }
}

const drawn = (picture: string) => `${picture.trim().split(/\s+/).join('\n')}\n`

const EMPTY = `
  00000000
  00000000
  00000000
  00000000`
const SHELF = `
  00000000
  00eeee00
  00eeee00
  00000000`
const MOVED = `
  00000000
  00000000
  0eeee000
  0eeee000`
const SOMEBODY = `
  00000000
  000gh000
  000gg000
  00000000`
const THEIRS = `
  ..####..
  ..####..
  ..####..
  ..####..`

test('what stands there at the beginning is learned within two seconds', () => {
  expect(new Film(EMPTY).show(SHELF, 2).picture).toBe(drawn(SHELF))
})

describe('a shelf that is moved', () => {
  test('is gone from where it was within a few seconds, long before it is known where it is', () => {
    const film = new Film(EMPTY).show(SHELF, 3).show(MOVED, 4)
    // To a decimetre: a hand's breadth more or less hides nobody.
    expect(film.picture.split('\n')[1]).toMatch(/^[01]{8}$/)
    expect(film.background.isAbove(8 * 3 + 1, 1.4)).toBe(true)
  })

  test('is background where it is after a minute and a half', () => {
    const film = new Film(EMPTY).show(SHELF, 3).show(MOVED, 90)
    expect(film.picture).toBe(drawn(MOVED))
    expect(film.background.isAbove(8 * 3 + 1, 1.4)).toBe(false)
  })
})

test('a shelf whose top is measured in one picture of seven, and its face in the others, does not sink', () => {
  const face = (metres: number, frame: number, cell: number) => (frame % 7 === cell % 7 ? metres : 0.4 * metres)
  const film = new Film(EMPTY).show(SHELF, 3).show(SHELF, 30, '', face)
  expect(film.picture).toBe(drawn(SHELF))
})

test('a trolley that is parked is background after a minute and a half, and at once no more when it is taken', () => {
  const film = new Film(EMPTY).show(EMPTY, 3)
  const parked = EMPTY.replace('00000000', '0aa00000')
  expect(film.show(parked, 90).picture).toBe(drawn(parked))
  expect(film.show(EMPTY, 4).picture.split('\n')[0]).toMatch(/^[01]{8}$/)
  expect(film.show(EMPTY, 60).picture).toBe(drawn(EMPTY))
})

test('somebody who stands there for ten minutes is never learned', () => {
  const film = new Film(EMPTY).show(EMPTY, 3).show(SOMEBODY, 600, THEIRS)
  expect(film.picture).toBe(drawn(EMPTY))
})

test('somebody who stands there from the first picture on is not learned either', () => {
  const film = new Film(EMPTY).show(SOMEBODY, 30, THEIRS)
  expect(film.picture).toBe(drawn(EMPTY))
})

describe('light', () => {
  /** Repeatable noise of this standard deviation, by summing twelve uniform draws. */
  function noise(metres: number): (value: number, frame: number, cell: number) => number {
    let state = 1
    const draw = () => (state = (state * 48271) % 2147483647) / 2147483647
    return value => value + metres * (Array.from({ length: 12 }, draw).reduce((sum, one) => sum + one, 0) - 6)
  }

  test('that makes measurements noisy by 4 cm makes nothing stand out, and hides nobody', () => {
    const film = new Film(EMPTY).show(SHELF, 60, '', noise(0.04))
    for (let cell = 0; cell < 32; cell++) {
      expect(film.background.isAbove(cell, SHELF.replaceAll(/\s/g, '')[cell] === 'e' ? 1.5 : 0.1)).toBe(false)
      expect(film.background.isAbove(cell, 1.75)).toBe(true)
    }
  })

  test('that blinds half of the cells, others each time, changes nothing', () => {
    const film = new Film(EMPTY).show(SHELF, 3)
    film.show(SHELF, 30, '', (metres, frame, cell) => ((frame + cell) % 2 === 0 ? UNSEEN : metres))
    expect(film.picture).toBe(drawn(SHELF))
  })

  test('that blinds the camera for a minute forgets nothing', () => {
    const film = new Film(EMPTY).show(SHELF, 3).show(SHELF.replaceAll(/[0e]/g, '.'), 60)
    expect(film.picture).toBe(drawn(SHELF))
  })
})

test('the rim of a shelf, where now its top is measured and now the floor, is lifted by nothing that is as high as its top', () => {
  const film = new Film(EMPTY)
  const rim = 8 + 1
  film.show(SHELF, 30, '', (metres, frame, cell) => (cell === rim && frame % 4 === 0 ? 1.4 : metres))
  expect(film.background.isLifted(rim, 1.42, 0.08)).toBe(false)
  expect(film.background.isLifted(rim, 1.6, 0.08)).toBe(true)
})
