import { find } from './make.js'

const KEY = 'theme'
const SYSTEM = matchMedia('(prefers-color-scheme: dark)')

/** Dark or light as the system has it, or as it was chosen here; `changed` hears when it is another one. @param {() => void} changed */
export function openTheme(changed) {
  const select = /** @type {HTMLSelectElement} */ (find('theme'))
  const choose = () => {
    if (select.value === 'auto') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = select.value
    localStorage.setItem(KEY, select.value)
  }
  select.value = localStorage.getItem(KEY) ?? 'auto'
  if (select.selectedIndex < 0) select.value = 'auto'
  choose()
  select.addEventListener('change', () => {
    choose()
    changed()
  })
  SYSTEM.addEventListener('change', changed)
}

export function isDark() {
  const { theme } = document.documentElement.dataset
  return theme === undefined ? SYSTEM.matches : theme === 'dark'
}
