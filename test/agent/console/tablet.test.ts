import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Moments, momentRoutes } from '../../../agent/console/moments.ts'
import { REQUESTS } from '../../../agent/events/requests.ts'
import { openTablet } from '../../../agent/lanes/tablet.ts'
import { openStore } from '../../../agent/store/store.ts'
import { freePort } from '../../e2e/aisled.ts'
import { describeWith } from '../../needs.ts'
import { approach, moments } from './moments.ts'
import { opened, shop } from './shop.ts'

/** On a machine that does much else a browser takes its time. */
const PATIENCE = { timeout: 40_000 }
const TABLET = { viewport: { width: 1024, height: 768 }, hasTouch: true }
const PHONE = { viewport: { width: 360, height: 740 } }

describeWith(['chromium'], 'the page of moments', () => {
  let browser: Browser
  const open: { close(): unknown }[] = []
  const complaints: string[] = []

  beforeAll(async () => {
    const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args })
  })
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close()
  })
  afterAll(async () => {
    await browser?.close()
  })

  /** A shop with a port of its own, whose agent can be killed and started anew over the same database. */
  const started = async () => {
    const made = shop(`console: { port: ${await freePort()} }`)
    open.push({ close: made.remove })
    const served: Record<string, string>[] = []
    /** Whether the agent dies over what it has done, before it can say so. */
    let dies = false
    const begin = async () => {
      const store = openStore({ path: join(made.folder, 'shop.db') }, Date.now())
      const outcome = {
        ...REQUESTS.outcome,
        serve(body: Record<string, string>) {
          served.push(body)
          return { kept: true }
        },
      }
      const say = openTablet({ source: '/acme/vienna/door', store, outcome, warn() {} })
      const answer: Moments['answer'] = async said => {
        const answered = await say(said)
        if (dies) await new Promise(() => {})
        return answered
      }
      const feed = moments(answer)
      const running = await opened(made.config, { now: Date.now, shared: momentRoutes(feed.shown) })
      let isOver = false
      const one = {
        ...feed,
        url: running.url,
        async close() {
          if (isOver) return
          isOver = true
          await running.close()
          store.close()
        },
      }
      open.push(one)
      return one
    }
    return { served, begin, dieOverIt: (yes: boolean) => (dies = yes), ...(await begin()) }
  }

  const visit = async (url: string, options: BrowserContextOptions = TABLET): Promise<Page> => {
    const context = await browser.newContext(options)
    const page = await context.newPage()
    page.setDefaultTimeout(PATIENCE.timeout)
    complaints.length = 0
    page.on('pageerror', error => complaints.push(error.message))
    page.on('console', message => {
      if (message.type() === 'error' && !/ERR_/.test(message.text())) complaints.push(message.text())
    })
    page.on('request', request => {
      if (!/^data:/.test(request.url()) && new URL(request.url()).origin !== new URL(url).origin)
        complaints.push(request.url())
    })
    await page.goto(`${url}moments.html`)
    open.push({ close: () => context.close() })
    return page
  }

  const shows = (page: Page, selector: string, text: RegExp) =>
    page.locator(selector).filter({ hasText: text }).first().waitFor()
  const titles = (page: Page) => page.locator('#open h3').allTextContents()
  const at = (touchpoint: string, probability: number) => approach(touchpoint, { touchpoint, probability })
  /** Past what a finger may still have meant for another card. */
  const settled = (page: Page) => page.waitForTimeout(800)

  test('shows few at a time, who matters most first, each with its reasons, and takes what is pressed once', async () => {
    const { url, show, served } = await started()
    const [wall, promo, pay, fresh] = [at('wall', 0.9), at('promo', 0.8), at('pay', 0.7), at('fresh', 0.6)]
    show(wall, promo, pay, fresh)
    const page = await visit(url)
    await shows(page, '#more', /1 more moment/)
    expect(await titles(page)).toEqual(['Wall', 'Promo', 'Pay'])
    await shows(page, '.moment', /Wall.*\d+ s left.*90 %.*Here for 42 s: for it\..*In a group of 2: against it\./s)
    await settled(page)
    const places = () => page.locator('#open > li').evaluateAll(all => all.map(one => one.getBoundingClientRect().x))
    const before = await places()
    await page.getByRole('button', { name: 'Declined: Promo' }).tap()
    // Whoever waited takes that very place, and nobody else moves.
    await shows(page, '#open > li:nth-child(2)', /Fresh/)
    expect(await titles(page)).toEqual(['Wall', 'Fresh', 'Pay'])
    expect(await places()).toEqual(before)
    await settled(page)
    await page.getByRole('button', { name: 'Done: Wall' }).tap()
    await expect.poll(() => served, PATIENCE).toHaveLength(2)
    expect(served).toMatchObject([
      { visit: promo.visit, touchpoint: 'promo', outcome: 'declined', from: new Date(promo.openedMs).toISOString() },
      { visit: wall.visit, touchpoint: 'wall', outcome: 'helped' },
    ])
    // Left to others, it is said to nobody.
    await page.getByRole('button', { name: 'Not me: Pay' }).tap()
    await expect.poll(() => titles(page), PATIENCE).toEqual(['Fresh'])
    await page.reload()
    await expect.poll(() => titles(page), PATIENCE).toEqual(['Fresh'])
    const other = await visit(url)
    await expect.poll(() => titles(other), PATIENCE).toContain('Pay')
    expect(served).toHaveLength(2)
    expect(await page.locator('#waiting').isVisible()).toBe(false)
    expect(complaints).toEqual([])
  })

  test('a finger that was meant for who stood there before does not press who has just come', async () => {
    const { url, show, served } = await started()
    show(at('wall', 0.9))
    const page = await visit(url)
    await shows(page, '.moment', /Wall/)
    await settled(page)
    await page.evaluate(`new MutationObserver(() => {
      const button = document.querySelector('#open .done[aria-label*="Promo"]')
      if (!button || window.tried) return
      window.tried = true
      button.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 1 }))
    }).observe(document.querySelector('#open'), { childList: true, subtree: true })`)
    show(at('promo', 0.8))
    await shows(page, '#open .moment', /Promo/)
    expect(await page.evaluate('window.tried')).toBe(true)
    await settled(page)
    expect(served).toEqual([])
    expect(await titles(page)).toEqual(['Promo'])
  })

  test('while the agent is away says so, keeps what is pressed also over a reload, and sends it once when it is back', async () => {
    const { url, show, close, begin, served } = await started()
    show(at('wall', 0.9), at('promo', 0.8))
    const page = await visit(url)
    await expect.poll(() => titles(page), PATIENCE).toHaveLength(2)
    await settled(page)
    await close()
    await shows(page, '#link', /Connection lost/)
    await page.getByRole('button', { name: 'Done: Wall' }).click()
    await shows(page, '#waiting', /1 answer waits for the agent/)
    await page.getByRole('button', { name: 'Declined: Promo' }).click()
    await shows(page, '#waiting', /2 answers wait for the agent/)
    await shows(page, '#nobody', /not known while the agent is away/)
    await begin()
    await page.reload()
    await expect.poll(() => served.map(({ outcome }) => outcome), PATIENCE).toEqual(['helped', 'declined'])
    await page.locator('#waiting').waitFor({ state: 'hidden' })
    expect(served).toHaveLength(2)
    expect(await page.evaluate('localStorage.getItem("pressed")')).toBe('[]')
    expect(complaints).toEqual([])
  })

  test('what an agent did and died over before it could say so is not done again by the next one', async () => {
    const { url, show, close, begin, served, dieOverIt } = await started()
    show(at('wall', 0.9))
    const page = await visit(url)
    await shows(page, '.moment', /Wall/)
    await settled(page)
    dieOverIt(true)
    await page.getByRole('button', { name: 'Done: Wall' }).click()
    await expect.poll(() => served, PATIENCE).toHaveLength(1)
    await close()
    await shows(page, '#link', /Connection lost/)
    await shows(page, '#waiting', /1 answer waits/)
    dieOverIt(false)
    await begin()
    await page.locator('#waiting').waitFor({ state: 'hidden' })
    expect(served).toHaveLength(1)
  })

  test('what is over stays for whoever went there, until they say what became of it', async () => {
    const { url, show, served } = await started()
    show(approach('one', { touchpoint: 'wall', untilMs: Date.now() + 60_000 }))
    const page = await visit(url)
    await shows(page, '.moment', /Wall/)
    // Somebody of the staff is with them now: nobody else is to go.
    show()
    await shows(page, '#past', /Wall.*less than a minute ago/s)
    await shows(page, '#nobody', /Nobody just now/)
    await settled(page)
    await page.getByRole('button', { name: 'Done: Wall' }).click()
    await expect.poll(() => served, PATIENCE).toMatchObject([{ outcome: 'helped' }])
    expect(await page.locator('#earlier').isVisible()).toBe(false)
  })

  test('is used by the keyboard alone, and the focus goes on where something is gone', async () => {
    const { url, show, served } = await started()
    show(at('wall', 0.9), at('promo', 0.8))
    const page = await visit(url)
    await expect.poll(() => titles(page), PATIENCE).toHaveLength(2)
    const focused = () => page.evaluate('document.activeElement.ariaLabel || document.activeElement.id')
    const met: unknown[] = []
    for (let i = 0; i < 12 && met.at(-1) !== 'Declined: Promo'; i++) {
      await page.keyboard.press('Tab')
      met.push(await focused())
    }
    expect(met).toEqual(expect.arrayContaining(['Done: Wall', 'Declined: Wall', 'Not me: Wall', 'Done: Promo']))
    await page.keyboard.press('Enter')
    await expect.poll(() => served, PATIENCE).toMatchObject([{ touchpoint: 'promo', outcome: 'declined' }])
    expect(await focused()).toBe('Done: Wall')
    await page.keyboard.press('Space')
    await expect.poll(() => served, PATIENCE).toHaveLength(2)
    expect(await focused()).toBe('now')
    await shows(page, '#news', /Done: Wall/)
  })

  test('what the agent refuses is said aloud, and whatever it says is text', async () => {
    const made = shop()
    open.push({ close: made.remove })
    const words = '<img src=x onerror="document.title=1">'
    const feed = moments(async () => ({ ok: false, error: { code: 'VISIT_UNKNOWN', message: words } }))
    const running = await opened(made.config, { now: Date.now, shared: momentRoutes(feed.shown) })
    open.push(running)
    feed.show({ ...at('wall', 0.9), reasons: [words] })
    const page = await visit(running.url)
    await shows(page, '.reasons', /<img src/)
    await settled(page)
    await page.getByRole('button', { name: 'Done: Wall' }).click()
    await shows(page, '#refused[role=alert]', /was not taken.*<img src/)
    expect(await page.locator('#waiting').isVisible()).toBe(false)
    expect(complaints).toEqual([])
  })

  test('has a name for everything, room for fingers and enough contrast, light and dark, on a tablet and a phone', async () => {
    const { url, show } = await started()
    const gone = at('gone', 0.5)
    show({ ...at('a-touchpoint-with-a-very-long-name-that-goes-on', 0.9), reasons: [`${'word '.repeat(31)}end`] }, gone)
    const page = await visit(url, { ...TABLET, reducedMotion: 'reduce' })
    await expect.poll(() => titles(page), PATIENCE).toHaveLength(2)
    show(at('wall', 0.9), at('promo', 0.8), at('pay', 0.7))
    await shows(page, '#past', /Gone/)
    await shows(page, '#open', /Pay/)
    await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'))
    for (const { viewport } of [TABLET, PHONE])
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.setViewportSize(viewport)
        await page.emulateMedia({ colorScheme })
        const found = (await page.evaluate('axe.run()')) as Found
        const said = found.violations.map(({ id, nodes }) => [id, nodes.map(one => one.failureSummary)])
        expect(said).toEqual([])
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(viewport.width)
        const boxes = await page
          .locator('.answers button')
          .evaluateAll(all => all.map(one => one.getBoundingClientRect()).map(({ width, height }) => [width, height]))
        // WCAG 2.2, 2.5.5 asks for 44.
        for (const [width, height] of boxes) expect(Math.min(width!, height!)).toBeGreaterThanOrEqual(44)
      }
  })

  test('leads to the other pages and says which of them it is', async () => {
    const { url } = await started()
    const page = await visit(url, PHONE)
    await shows(page, '#pages [aria-current=page]', /Moments/)
    await page.getByRole('link', { name: 'Floor' }).click()
    await page.locator('.plan svg').waitFor()
    await shows(page, '#pages [aria-current=page]', /Floor/)
    for (const href of await page.locator('#pages a').evaluateAll(all => all.map(one => one.getAttribute('href'))))
      expect((await page.request.get(url + href)).status()).toBe(200)
  })
})

interface Found {
  readonly violations: readonly {
    readonly id: string
    readonly nodes: readonly { readonly failureSummary: string }[]
  }[]
}
