/** An agent that answers nothing for so long is away. */
const SILENCE_MS = 4000
/** The agent cannot do it now, but may later. */
const LATER = new Set(['REQUEST_TOO_MANY', 'UNEXPECTED', 'STORE_FULL', 'STORE_UNWRITABLE'])

/** @typedef {import('./pressed.js').Pressed} Pressed */
/** @typedef {import('./pressed.js').Answer} Answer */

/**
 * Says to the agent what somebody pressed.
 * @param {Pressed} pressed
 * @param {Record<string, string>} headers
 * @returns {Promise<Answer>}
 */
export async function say({ atMs: _, ...said }, headers) {
  try {
    const response = await fetch('moments/outcome', {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(said),
      signal: AbortSignal.timeout(SILENCE_MS),
      cache: 'no-store',
    })
    // That the page wants its token, its stream says.
    if (response.status === 401) return 'away'
    const told = await response.json()
    return response.ok ? meaning(told) : response.status === 422 ? { refused: told.message } : 'away'
  } catch {
    return 'away'
  }
}

/** What its answer says. @param {any} told @returns {Answer} */
export function meaning({ ok, final, error }) {
  if (final === false) return 'again'
  if (ok === true) return 'done'
  if (error?.code === 'REQUEST_INTERRUPTED') return 'renew'
  return LATER.has(error?.code) ? 'again' : { refused: String(error?.message ?? 'The agent gave no reason.') }
}
