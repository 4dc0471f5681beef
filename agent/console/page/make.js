/** Elements, made without a word of HTML: nothing that is told can become a tag. */

const SVG = 'http://www.w3.org/2000/svg'

/** The element of the page with this id.
 * @param {string} id
 * @returns {HTMLElement} */
export function find(id) {
  const found = document.getElementById(id)
  if (!found) throw new Error(`There is no #${id} in the page.`)
  return found
}

/** An element with its attributes, and what is in it.
 * @param {string} name
 * @param {Record<string, string | number>} [attributes]
 * @param {(Node | string)[]} inside */
export function make(name, attributes = {}, ...inside) {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value))
  made.append(...inside)
  return made
}

/** The same of a drawing.
 * @param {string} name
 * @param {Record<string, string | number>} [attributes]
 * @param {(Node | string)[]} inside */
export function draw(name, attributes = {}, ...inside) {
  const made = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value))
  made.append(...inside)
  return made
}

/** Writes a text where it is another one, so that nothing is laid out anew for nothing.
 * @param {Element} element
 * @param {string} text */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text
}

/**
 * Keeps one child for each item, in the order of the items; made once and then only brought up to date.
 * @template T
 * @param {Element} parent
 * @param {readonly T[]} items
 * @param {(item: T) => string} keyOf
 * @param {(item: T) => Element} create
 * @param {(child: Element, item: T) => void} update
 */
export function keep(parent, items, keyOf, create, update) {
  const known = new Map([...parent.children].map(child => [/** @type {HTMLElement} */ (child).dataset.key, child]))
  items.forEach((item, i) => {
    const key = keyOf(item)
    let child = known.get(key)
    if (!child) {
      child = create(item)
      child.setAttribute('data-key', key)
    }
    known.delete(key)
    if (parent.children[i] !== child) parent.insertBefore(child, parent.children[i] ?? null)
    update(child, item)
  })
  for (const gone of known.values()) gone.remove()
}
