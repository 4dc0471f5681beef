/** @typedef {import('../state.ts').Dot} Dot */

/**
 * Where somebody is drawn of whom only the square is known: whoever share one stand round its middle, by their numbers.
 * @param {Dot} dot
 * @param {readonly Dot[]} people
 * @param {number} side of a square, metres
 * @returns {[number, number]}
 */
export function spread({ id, xMetres, yMetres }, people, side) {
  const there = people.filter(one => one.xMetres === xMetres && one.yMetres === yMetres).map(one => one.id)
  if (there.length < 2) return [xMetres, yMetres]
  const turn = (2 * Math.PI * there.filter(one => one < id).length) / there.length
  return [xMetres + 0.3 * side * Math.cos(turn), yMetres + 0.3 * side * Math.sin(turn)]
}
