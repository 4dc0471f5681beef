import { find } from './make.js'

const KEY = 'theme'

/** Dark or light as the system has it, or as it was chosen here. */
export function openTheme() {
  const select = /** @type {HTMLSelectElement} */ (find('theme'))
  const choose = () => {
    if (select.value === 'auto') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = select.value
    localStorage.setItem(KEY, select.value)
  }
  select.value = localStorage.getItem(KEY) ?? 'auto'
  if (select.selectedIndex < 0) select.value = 'auto'
  choose()
  select.addEventListener('change', choose)
}
