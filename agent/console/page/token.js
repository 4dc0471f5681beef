import { find } from './make.js'

/** The token that the console may ask for: kept until the window is closed, and never in an address that is sent or kept. */

const KEY = 'token'

/** Takes the one of the address, if there is one, out of it. */
export function takeToken() {
  const token = new URLSearchParams(location.hash.slice(1)).get(KEY)
  if (token === null) return
  sessionStorage.setItem(KEY, token)
  history.replaceState(null, '', location.pathname)
}

/** A token with other letters than a header may have is none: it is asked for anew. @returns {Record<string, string>} */
export function headers() {
  const token = sessionStorage.getItem(KEY)
  return token === null || !/^[\x21-\x7e]+$/.test(token) ? {} : { authorization: `Bearer ${token}` }
}

/** Asks for another one; resolves when there is. */
export async function askToken() {
  const dialog = /** @type {HTMLDialogElement} */ (find('ask'))
  const input = /** @type {HTMLInputElement} */ (find('token'))
  find('ask-wrong').hidden = sessionStorage.getItem(KEY) === null
  sessionStorage.removeItem(KEY)
  input.value = ''
  dialog.showModal()
  input.focus()
  while (input.value === '') {
    await new Promise(done => dialog.addEventListener('close', done, { once: true }))
    if (input.value === '') dialog.showModal()
  }
  sessionStorage.setItem(KEY, input.value.trim())
  input.value = ''
}
