import { find, make, write } from './make.js'

/** The pages of the console, by their names in the address. */
const PAGES = [
  { name: 'index.html', title: 'Floor' },
  { name: 'moments.html', title: 'Moments' },
  { name: 'touchpoints.html', title: 'Touchpoints' },
]

/** Leads from this page to the others. @param {string} own its name in the address */
export function openPages(own) {
  find('pages').replaceChildren(
    ...PAGES.map(({ name, title }) =>
      make('a', { href: name, ...(name === own && { 'aria-current': 'page' }) }, title),
    ),
  )
}

/** Says which shop this is, and that it is a simulated one wherever one looks.
 * @param {{ tenant: string, store: string, agent: string }} of
 * @param {boolean} isSimulated */
export function showShop({ tenant, store, agent }, isSimulated) {
  const shop = `${tenant} / ${store} / ${agent}`
  write(find('shop'), shop)
  find('simulated').hidden = !isSimulated
  document.title = `${isSimulated ? 'SIMULATED · ' : ''}${shop} · Aisle`
}
