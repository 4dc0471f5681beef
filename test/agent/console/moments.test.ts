import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { eventsIn } from '../../../agent/console/door.ts'
import { momentRoutes } from '../../../agent/console/moments.ts'
import { StaffMoments } from '../../../agent/events/staff.ts'
import { approach, moments } from './moments.ts'
import { asked, opened, opening, portOf, shop } from './shop.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const JSON_TYPE = { 'content-type': 'application/json' }
const WORD = { id: 'number-one', visit: 'visit-one', touchpoint: 'wall', outcome: 'helped' }
const ASK = { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(WORD) }

async function started(more?: string, files: Record<string, string> = {}) {
  const { config, folder, remove } = shop(more)
  ends.push(remove)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const said: unknown[] = []
  const feed = moments(async word => {
    said.push(word)
    return { ok: true, kept: true }
  })
  const running = await opened(config, { shared: momentRoutes(feed.shown) })
  ends.push(() => running.close())
  return { ...running, ...feed, said, port: { port: portOf(running.url) } }
}

test('what is open is told to whoever looks, at once where it changes, and what is said comes back', async () => {
  const { show, said, port } = await started()
  show(approach('one'))
  const { showing, ...told } = JSON.parse((await asked(port, '/moments')).text)
  expect(showing).toBe('advise')
  expect(StaffMoments.parse(told)).toMatchObject({ atOnce: 3, moments: [{ visit: 'visit-one' }] })
  const response = await opening(port, '/moments/stream')
  let count = 0
  for await (const { event, data } of eventsIn(response)) {
    expect(event).toBe('moments')
    if (++count === 1) show(approach('one'), approach('two'))
    if ((data as StaffMoments).moments.length === 2) break
  }
  expect(count).toBeGreaterThan(1)
  expect(await asked(port, '/moments/outcome', ASK)).toMatchObject({ status: 200, text: '{"ok":true,"kept":true}' })
  expect(said).toEqual([WORD])
})

test('whoever looks on no more is told nothing, and whoever comes then is', async () => {
  const { shown, port } = await started()
  const asks = vi.spyOn(shown, 'open')
  for (const _ of [1, 2]) {
    const response = await opening(port, '/moments/stream')
    for await (const { event } of eventsIn(response)) if (event === 'moments') break
    response.destroy()
    await vi.waitUntil(async () => {
      const before = asks.mock.calls.length
      await new Promise(done => setTimeout(done, 1500))
      return asks.mock.calls.length === before
    }, 20_000)
  }
})

test('no page of another site has a browser say something, with whatever it may send', async () => {
  const { said, port, url } = await started()
  const { host } = new URL(url)
  const ours = { ...JSON_TYPE, host }
  const foreign = [
    { ...ours, 'sec-fetch-site': 'cross-site' },
    { ...ours, 'sec-fetch-site': 'same-site' },
    // Of a browser that says nothing of sites.
    { ...ours, origin: 'https://evil.example' },
    { ...ours, origin: 'null' },
    { ...ours, origin: url.replace(/\d+\/$/, '1') },
    // What a form may say without asking.
    { host, 'content-type': 'text/plain' },
    { host, 'content-type': 'application/x-www-form-urlencoded' },
    { host },
  ]
  for (const headers of foreign) {
    const { status } = await asked(port, '/moments/outcome', { ...ASK, headers })
    expect([403, 415]).toContain(status)
  }
  expect(said).toEqual([])
  const own = { ...ours, origin: url.replace(/\/$/, ''), 'sec-fetch-site': 'same-origin' }
  expect((await asked(port, '/moments/outcome', { ...ASK, headers: own })).status).toBe(200)
  expect(said).toHaveLength(1)
})

test('without the token nothing is told and nothing taken', async () => {
  const token = 'a-token-of-this-test'
  const { show, said, port } = await started('console: { port: 0, tokenFile: token }', { token })
  show(approach('one'))
  const refused = await Promise.all([
    asked(port, '/moments'),
    asked(port, '/moments/stream'),
    asked(port, '/moments/outcome', ASK),
  ])
  for (const { status, text } of refused) {
    expect(status).toBe(401)
    expect(text).not.toContain('visit-')
  }
  expect(said).toEqual([])
  const authorization = `Bearer ${token}`
  expect((await asked(port, '/moments/outcome', { ...ASK, headers: { ...JSON_TYPE, authorization } })).status).toBe(200)
  expect(said).toEqual([WORD])
})
