/** What the agent tells, for as long as this page is open: the connection is made anew whenever it goes. */

/** Told nothing for so long, nobody is there: the state comes once a second. */
const SILENCE_MS = 4000
const FIRST_MS = 1000
const LONGEST_MS = 10_000

/**
 * @typedef {object} Listener
 * @property {string} path of what is followed
 * @property {() => HeadersInit} headers
 * @property {() => Promise<void>} opened before anything is told
 * @property {(event: string, data: any) => void} told
 * @property {(why: string) => void} lost
 * @property {() => Promise<void>} unknown resolves when there is another token to try
 */

/** Somebody wants a token, and ours is not it. */
export class Unknown extends Error {}

/** JSON of the agent.
 * @param {string} path
 * @param {HeadersInit} headers
 * @param {AbortSignal} [signal] */
export async function ask(path, headers, signal = AbortSignal.timeout(SILENCE_MS)) {
  const response = await fetch(path, { headers, signal, cache: 'no-store' })
  if (response.status === 401) throw new Unknown()
  if (!response.ok) throw new Error(await wordsOf(response))
  return response
}

/** Never returns. @param {Listener} listener */
export async function follow(listener) {
  for (let waitMs = FIRST_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_MS)) {
    const beganMs = performance.now()
    try {
      await listener.opened()
      await read(listener)
      listener.lost('The agent was stopped.')
    } catch (thrown) {
      if (thrown instanceof Unknown) {
        await listener.unknown()
        waitMs = 0
      } else
        listener.lost(
          thrown instanceof TypeError ? 'The agent does not answer.' : String(thrown).replace(/^\w*Error: /, ''),
        )
    }
    if (performance.now() - beganMs > LONGEST_MS) waitMs = FIRST_MS
    await new Promise(done => setTimeout(done, waitMs))
    waitMs ||= FIRST_MS
  }
}

/** Fetched, since an EventSource shows no token. @param {Listener} listener */
async function read({ path, headers, told }) {
  const stop = new AbortController()
  let late = 0
  const alive = () => {
    clearTimeout(late)
    late = window.setTimeout(() => stop.abort(new Error(`Nothing was told for ${SILENCE_MS / 1000} s.`)), SILENCE_MS)
  }
  alive()
  try {
    const response = await ask(path, headers(), stop.signal)
    const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader()
    const decoder = new TextDecoder()
    let rest = ''
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      alive()
      const blocks = (rest + decoder.decode(value, { stream: true })).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const event = /^event: (.+)$/m.exec(block)?.[1]
        const data = /^data: (.*)$/m.exec(block)?.[1]
        if (event && data !== undefined) told(event, JSON.parse(data))
      }
    }
  } finally {
    clearTimeout(late)
    stop.abort()
  }
}

/** @param {Response} response */
async function wordsOf(response) {
  const told = await response.json().catch(() => undefined)
  return told?.message ?? `The agent answers with ${response.status}.`
}
