import { writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Event } from '../../../agent/events/contract.ts'
import { freePort } from '../../e2e/aisled.ts'
import { describeWith } from '../../needs.ts'
import { opened, shop } from './shop.ts'

/** On a machine that does much else a browser takes its time. */
const PATIENCE = { timeout: 40_000 }
const PHONE = { viewport: { width: 360, height: 740 } }

describeWith(['chromium'], 'the page of the console', () => {
  let browser: Browser
  const open: { close(): Promise<void> }[] = []
  const folders: { remove(): void }[] = []
  /** What a page complained of, and whom else it asked. */
  const complaints: string[] = []

  beforeAll(async () => {
    const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args })
  })
  afterEach(async () => {
    await Promise.all(open.splice(0).map(one => one.close()))
    for (const one of folders.splice(0)) one.remove()
  })
  afterAll(async () => {
    await browser?.close()
  })

  const started = async (more?: string, files: Record<string, string> = {}) => {
    const made = shop(more)
    folders.push(made)
    for (const [name, text] of Object.entries(files)) writeFileSync(join(made.folder, name), text)
    const running = await opened(made.config, { now: Date.now })
    open.push(running)
    return { ...running, config: made.config }
  }

  const visit = async (url: string, options: BrowserContextOptions = {}): Promise<Page> => {
    const context = await browser.newContext(options)
    const page = await context.newPage()
    page.setDefaultTimeout(PATIENCE.timeout)
    complaints.length = 0
    page.on('pageerror', error => complaints.push(error.message))
    page.on('console', message => {
      if (message.type() === 'error' && !/status of 401|ERR_/.test(message.text())) complaints.push(message.text())
    })
    page.on('request', request => {
      if (!/^data:/.test(request.url()) && new URL(request.url()).origin !== new URL(url).origin)
        complaints.push(request.url())
    })
    await page.goto(url)
    open.push({ close: () => context.close() })
    return page
  }

  const shows = (page: Page, selector: string, text: RegExp) =>
    page.locator(selector).filter({ hasText: text }).first().waitFor()

  const happened = (name: string, data: object, subject?: string) =>
    ({
      time: new Date().toISOString(),
      type: `aisle.${name}.v1`,
      data,
      ...(subject && { subject }),
    }) as unknown as Event

  test('shows who is where, staff by another shape, and what happens, and asks nobody else for anything', async () => {
    const { url, people, board, pulse } = await started()
    const nowMs = Date.now() + 60_000
    people.push(
      { id: 1, x: 2, y: 2, seenMs: nowMs, isStaff: false },
      { id: 2, x: 5, y: 1.5, seenMs: nowMs, isStaff: true },
    )
    pulse.beat('ceiling', 1000)
    board.hear(happened('occupancy.changed', { count: 4 }))
    board.hear(happened('zone.entered', { zone: 'promo' }, 'visit-of-somebody'))
    board.hear(happened('occupancy.changed', { zone: 'promo', count: 1 }))
    const wait = { estimateSeconds: 40, lowSeconds: 20, highSeconds: 60 }
    board.hear(happened('queue.changed', { zone: 'pay', length: 2, wait }))
    const page = await visit(url)
    await page.locator('.people .visitor').waitFor()
    expect(await page.locator('.people .visitor').count()).toBe(1)
    expect(await page.locator('.people rect.staff').count()).toBe(1)
    await shows(page, '#now', /In the shop\s*4/)
    await shows(page, '#zones tr', /promo\s*1/)
    await shows(page, '#queues', /2 people in line.*40 s \(20 s to 60 s\)/)
    await shows(page, '#sensors li', /ceiling.*well/)
    await shows(page, '#sensors li', /sniffer.*awaited.*nothing yet/)
    board.hear(
      happened('visit.returned', { previousVisit: 'visit-of-somebody-else', awaySeconds: 71 }, 'visit-of-somebody'),
    )
    await shows(page, '#events li', /visit\.returned.*Visitor visit- came back after 71 s/)
    board.hear(
      happened('visit.joined', { previousVisit: 'visit-of-somebody-else', entrance: 'door' }, 'visit-of-somebody'),
    )
    await shows(page, '#events li', /visit\.joined.*previous visit visit- · entrance door/)
    expect(await page.locator('#simulated').isVisible()).toBe(false)
    expect(await page.locator('#moments').isVisible()).toBe(false)
    // It is said anew with each state, once a second.
    await expect
      .poll(() => page.locator('.plan svg').getAttribute('aria-label'), { timeout: 10_000 })
      .toMatch(/1 visitor and 1 of the staff.*promo 1/)
    expect(complaints).toEqual([])
  })

  test('says that a shop is simulated wherever one looks, also on a phone, where nothing is wider than the screen', async () => {
    const { url } = await started(SIMULATED)
    const page = await visit(url, PHONE)
    await page.locator('#simulated').waitFor()
    expect(await page.title()).toContain('SIMULATED')
    await page.evaluate('scrollTo(0, document.body.scrollHeight)')
    expect(
      await page.evaluate('document.getElementById("simulated").getBoundingClientRect().top'),
    ).toBeGreaterThanOrEqual(0)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE.viewport.width)
  })

  test('tells of a sensor that fails, by word and shape, and whatever it failed of is text', async () => {
    const { url, pulse } = await started()
    const page = await visit(url)
    await shows(page, '#sensors li', /ceiling/)
    const cause = '<img src=x onerror="document.title=1">'
    pulse.note({ kind: 'sensor.failed', sensor: 'ceiling', atMs: 1000, sinceMs: 1000, cause })
    await shows(page, '#sensors li[data-state=failed]', /✕.*failed/)
    await shows(page, '#alarm', /The sensor ceiling has failed/)
    expect(await page.locator('#sensors .cause').first().textContent()).toBe(cause)
    expect(await page.locator('.sensor-marks [data-state=failed] .cross').isVisible()).toBe(true)
    // Also where the plan is laid out anew and nothing was told since.
    await page.locator('#pause').press('Enter')
    await page.setViewportSize({ width: 700, height: 600 })
    await page.waitForTimeout(500)
    expect(await page.locator('.sensor-marks [data-state=failed] .cross').isVisible()).toBe(true)
    expect(complaints).toEqual([])
  })

  test('says of when its picture is when the connection is lost, aloud but once, and goes on when it is there again', async () => {
    const port = await freePort()
    const { url, config } = await started(`console: { port: ${port} }`)
    const page = await visit(url)
    await shows(page, '#link', /Live/)
    await open.shift()!.close()
    await shows(page, '#link', /Connection lost for \d+ s/)
    await shows(page, '#alarm', /Connection lost\. What is shown was so at \d\d:\d\d:\d\d\./)
    await page.evaluate(
      'said = 0; new MutationObserver(() => said++).observe(document.querySelector("#alarm"), { childList: true, subtree: true, characterData: true })',
    )
    await shows(page, '#link', /Connection lost for ([3-9]|\d\d+) s/)
    expect(await page.evaluate('said')).toBeLessThanOrEqual(1)
    open.push(await opened(config, { now: Date.now }))
    await shows(page, '#link', /Live/)
    expect(await page.locator('#alarm').isVisible()).toBe(false)
  })

  test('held still, shows what it showed also where the agent begins anew, and then what is, and nothing twice', async () => {
    const port = await freePort()
    const { url, config, board } = await started(`console: { port: ${port} }`)
    board.hear(happened('occupancy.changed', { count: 4 }))
    const page = await visit(url)
    await shows(page, '#events li', /4 in the shop/)
    await page.locator('#pause').press('Enter')
    await open.shift()!.close()
    await shows(page, '#link', /Connection lost/)
    const later = await opened(config, { now: Date.now })
    open.push(later)
    later.board.hear(happened('occupancy.changed', { count: 7 }))
    later.people.push({ id: 1, x: 2, y: 2, seenMs: Date.now() + 60_000, isStaff: false })
    await shows(page, '#link', /Paused/)
    await page.waitForTimeout(1500)
    expect(await page.locator('#events li').allTextContents()).toEqual([expect.stringContaining('4 in the shop')])
    expect(await page.locator('#now').textContent()).toContain('4')
    await page.locator('#pause').press('Enter')
    await shows(page, '#events li', /7 in the shop/)
    await page.locator('.people .visitor').waitFor()
    expect(await page.locator('#events li').count()).toBe(1)
  })

  test('away from the machine shows each of those who share a square, and says so; nothing moves where one wants no motion', async () => {
    const made = shop()
    folders.push(made)
    const config = { ...made.config, console: { ...made.config.console!, address: '0.0.0.0' } }
    const running = await opened(config, { now: Date.now })
    open.push(running)
    for (let id = 0; id < 40; id++)
      running.people.push({ id, x: 1.1 + (id % 2) / 10, y: 1.2, seenMs: Date.now() + 60_000, isStaff: id === 3 })
    const page = await visit(running.url.replace('0.0.0.0', '127.0.0.1'), { reducedMotion: 'reduce' })
    await shows(page, '#floor-note', /in the square of 0\.5 m/)
    await expect.poll(() => page.locator('.people .person').count(), PATIENCE).toBe(40)
    const places = (await page.evaluate(
      '[...document.querySelectorAll(".person")].map(one => one.style.transform)',
    )) as string[]
    expect(new Set(places).size).toBe(40)
    expect(await page.evaluate('getComputedStyle(document.querySelector(".person")).transitionDuration')).toBe('0s')
    expect(complaints).toEqual([])
  })

  test('asks for the token once, keeps it until the window is closed, and takes it out of the address', async () => {
    const token = 'a-token-of-this-test'
    const { url } = await started('console: { port: 0, tokenFile: token }', { token })
    const page = await visit(url)
    await page.locator('#ask').waitFor()
    await page.keyboard.type('not-the-token-at-all')
    await page.keyboard.press('Enter')
    await page.locator('#ask-wrong').waitFor()
    await page.locator('#token').fill(token)
    await page.keyboard.press('Enter')
    await shows(page, '#link', /Live/)
    expect(await page.evaluate('JSON.stringify([localStorage, document.cookie, location.href])')).not.toContain(token)
    await page.reload()
    await shows(page, '#link', /Live/)
    const other = await visit(`${url}#token=${token}`)
    await shows(other, '#link', /Live/)
    expect(new URL(other.url()).hash).toBe('')
    expect(await other.locator('#ask').isVisible()).toBe(false)
  })

  test('is used by the keyboard alone, holds still when asked to, and is dark or light as one likes', async () => {
    const { url, board } = await started()
    const page = await visit(url, { colorScheme: 'dark' })
    await shows(page, '#link', /Live/)
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor') as Promise<string>
    const dark = await ground()
    const met: string[] = []
    for (let i = 0; i < 8; i++) {
      await page.keyboard.press('Tab')
      const id = (await page.evaluate('document.activeElement.id || document.activeElement.className')) as string
      met.push(id)
      if (id === 'pause') await page.keyboard.press('Enter')
      if (id === 'theme') await page.keyboard.press('l')
      if (id === 'heat-switch') await page.keyboard.press('Space')
    }
    expect(met).toEqual(expect.arrayContaining(['skip', 'pause', 'theme', 'heat-switch', 'events']))
    expect(await page.locator('#heat-switch').getAttribute('aria-pressed')).toBe('true')
    await shows(page, '#heat-words', /No heat map is kept/)
    expect(await ground()).not.toBe(dark)
    await shows(page, '#link', /Paused/)
    board.hear(happened('occupancy.changed', { count: 9 }))
    await page.waitForTimeout(1500)
    expect(await page.locator('#events li').count()).toBe(0)
    await page.locator('#pause').press('Enter')
    await shows(page, '#events li', /9 in the shop/)
  })

  test('has a name for everything and enough contrast, light and dark', async () => {
    const { url, people, board, pulse } = await started(SIMULATED)
    people.push({ id: 1, x: 2, y: 2, seenMs: Date.now() + 60_000, isStaff: false })
    board.hear(happened('occupancy.changed', { count: 4 }))
    pulse.note({ kind: 'sensor.failed', sensor: 'ceiling', atMs: 1000, sinceMs: 1000, cause: 'SOURCE_LOST' })
    const page = await visit(url, { reducedMotion: 'reduce' })
    await shows(page, '#alarm', /has failed/)
    await shows(page, '#events li', /occupancy/)
    await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'))
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      const found = (await page.evaluate('axe.run()')) as Found
      expect(found.violations.map(({ id, nodes }) => [id, nodes.map(({ failureSummary }) => failureSummary)])).toEqual(
        [],
      )
    }
  })
})

interface Found {
  readonly violations: readonly {
    readonly id: string
    readonly nodes: readonly { readonly failureSummary: string }[]
  }[]
}

const SIMULATED = `
console: { port: 0 }
simulation: { seed: 1 }
scanners: [{ id: till-scanner, zone: pay, feed: { driver: simulated } }]
`
