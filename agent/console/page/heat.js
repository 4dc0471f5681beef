/** From a breath to the most: each a colour and how much it covers, out of 255. On a light ground darker is more, on a dark one brighter. */
const LIGHT = [
  [250, 190, 60, 60],
  [180, 25, 45, 225],
]
const DARK = [
  [150, 40, 70, 70],
  [255, 205, 90, 235],
]

/**
 * The heat of a day as a picture, one pixel a square, north up; squares without any are clear.
 * @param {import('../state.ts').HeatGrid} heat
 * @param {boolean} isDark
 */
export function pictureOf({ columns, rows, seconds }, isDark) {
  const [least, utmost] = isDark ? DARK : LIGHT
  const most = Math.max(...seconds, 1)
  const canvas = Object.assign(document.createElement('canvas'), { width: columns, height: rows })
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'))
  const picture = context.createImageData(columns, rows)
  seconds.forEach((value, i) => {
    if (value === 0) return
    const share = Math.sqrt(value / most)
    const at = 4 * ((rows - 1 - Math.floor(i / columns)) * columns + (i % columns))
    picture.data.set(
      least.map((from, j) => from + share * (utmost[j] - from)),
      at,
    )
  })
  context.putImageData(picture, 0, 0)
  return canvas.toDataURL()
}
