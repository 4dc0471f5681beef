import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Routes } from '../../../agent/console/route.ts'
import type { TouchpointMap } from '../../../agent/moments/map/shape.ts'
import { describeWith } from '../../needs.ts'
import { opened, shop } from './shop.ts'
import { mapped, tooFew } from './touchpoints.ts'

const PATIENCE = { timeout: 40_000 }
const PHONE = { viewport: { width: 360, height: 740 } }

describeWith(['chromium'], 'the page of touchpoints', () => {
  let browser: Browser
  const open: { close(): Promise<void> }[] = []
  const complaints: string[] = []

  beforeAll(async () => {
    const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args })
  })
  afterEach(async () => {
    await Promise.all(open.splice(0).map(one => one.close()))
  })
  afterAll(async () => {
    await browser?.close()
  })

  /** The page of a shop whose agent answers so. `asked` is what it was asked for. */
  const visit = async (told: TouchpointMap | { none: string }, options: BrowserContextOptions = {}, more?: string) => {
    const made = shop(more)
    const asked: string[] = []
    const shared: Routes = {
      'GET /touchpoints/{period}': ({ name }) => {
        asked.push(name)
        return { json: told }
      },
    }
    const running = await opened(made.config, { shared, now: Date.now })
    const context = await browser.newContext(options)
    open.push({
      async close() {
        await context.close()
        await running.close()
        made.remove()
      },
    })
    const page = await context.newPage()
    page.setDefaultTimeout(PATIENCE.timeout)
    complaints.length = 0
    page.on('pageerror', error => complaints.push(error.message))
    page.on('console', message => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    await page.goto(`${running.url}touchpoints.html`)
    return { page, asked, running }
  }
  const shows = (page: Page, selector: string, text: RegExp) =>
    page.locator(selector).filter({ hasText: text }).first().waitFor()

  test('draws each touchpoint in its quadrant, by shape and by place, with the figures beneath and what to do beside', async () => {
    const { page, asked } = await visit(mapped())
    await page.locator('.spot').first().waitFor()
    const spot = (id: string) => page.locator(`.spot[data-of="${id}"]`)
    const kinds = {
      tasting: 'circle.much',
      fitting: 'rect.much',
      poster: 'circle:not(.much)',
      kiosk: 'rect:not(.much)',
    }
    for (const [id, kind] of Object.entries(kinds))
      expect(
        await spot(id)
          .locator(`.shape${kind.replace(/^\w+/, '')}`)
          .count(),
        id,
      ).toBe(1)
    for (const [id, kind] of Object.entries(kinds))
      expect(await spot(id).locator(kind.match(/^\w+/)![0]).count(), id).toBeGreaterThan(0)
    const at = async (id: string) => (await spot(id).locator('.shape').boundingBox())!
    const [tasting, fitting, poster, kiosk] = [
      await at('tasting'),
      await at('fitting'),
      await at('poster'),
      await at('kiosk'),
    ]
    // Much value is above, much effort to the right.
    expect(Math.max(tasting.y, fitting.y)).toBeLessThan(Math.min(poster.y, kiosk.y))
    expect(Math.max(tasting.x, poster.x)).toBeLessThan(Math.min(fitting.x, kiosk.x))
    await shows(page, '#counsel li', /ease\s*Make fitting easier: it brings [\d.]+ purchases in a hundred visits/)
    await shows(page, '#figures tr', /tasting.*shelf, try, consider.*raise/)
    expect(await page.locator('#aside').isHidden()).toBe(true)
    await shows(page, '#funnel li', /bought.*\d+ % of the step before/)
    await shows(page, '#waits li', /kiosk.*or more waited/)
    await shows(page, '#ways li', /→/)
    await page.locator('#by').selectOption('segment')
    await shows(page, '#figures tr', /tasting.*evening/)
    await page.locator('#by').selectOption('channel')
    await shows(page, '#figures tr', /^shelf/)
    expect(asked).toEqual(['7'])
    await page.locator('#days').selectOption('14')
    await expect.poll(() => asked.at(-1)).toBe('2026-06-07-14')
    expect(complaints).toEqual([])
  })

  test('is read with keys alone: each touchpoint says its figures, and its line is marked', async () => {
    const { page } = await visit(mapped())
    await page.locator('.spot').first().waitFor()
    await page.locator('#days').focus()
    for (let i = 0; i < 12 && (await page.evaluate('document.activeElement.classList.contains("spot")')) !== true; i++)
      await page.keyboard.press('Tab')
    await shows(page, '#about', /^tasting: [\d.]+ purchases in a hundred visits.*Lead more people here\.$/)
    expect(await page.locator('#figures tr.marked').getAttribute('data-of')).toBe('tasting')
    expect(await page.locator('.spot:focus').getAttribute('aria-label')).toMatch(/^tasting: /)
  })

  test('on a phone nothing is wider than the screen, and that a shop is simulated is seen wherever one looks', async () => {
    const { page } = await visit({ ...mapped(), simulated: true }, PHONE, `console: { port: 0 }\n${SIMULATED}`)
    await page.locator('.spot').first().waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
    // What of the table is beyond the edge is said to be there.
    await shows(page, '#aside', /goes on to the right/)
    await page.evaluate('scrollTo(0, document.body.scrollHeight)')
    await page.locator('#simulated').waitFor()
    expect(
      await page.evaluate('document.getElementById("simulated").getBoundingClientRect().top'),
    ).toBeGreaterThanOrEqual(0)
    const names = await page
      .locator('.spot .name')
      .evaluateAll(all => all.map(one => one.getBoundingClientRect().right))
    expect(Math.max(...names)).toBeLessThanOrEqual(360)
  })

  test('of too few visits, of none, and where the agent went, it says so in words', async () => {
    const few = await visit(tooFew())
    await shows(few.page, '#lacks', /^Fewer than 5 visits have been over for 10 minutes/)
    await shows(few.page, '#funnel li', /came in\s*fewer than 5/)
    // At once: nothing went wrong first that a second look made good.
    expect([few.asked, await few.page.locator('#alarm').isHidden()]).toEqual([['7'], true])
    expect(await few.page.locator('.spot').count()).toBe(0)
    const none = await visit({ none: 'map.days is 0, so nothing is kept for it' })
    await shows(none.page, '#lacks', /^There is no map: map\.days is 0, so nothing is kept for it\.$/)
    await none.running.close()
    await none.page.locator('#days').selectOption('14')
    await shows(none.page, '#alarm', /The agent does not answer\. It is tried again\./)
  })
})

const SIMULATED = `
scanners: [{ id: gate, zone: pay, feed: { driver: simulated } }]
simulation: { seed: 1 }
`
