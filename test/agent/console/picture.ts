import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import sharp from 'sharp'
import { ROOT } from '../../../config/root.ts'
import { aisled, example, scratch } from '../../e2e/aisled.ts'

/**
 * Takes the picture of the README, of the page as it is, showing the simulated shop of the example after some minutes:
 * npm run build && npx tsx test/agent/console/picture.ts
 */
const MINUTES = 4

const { folder, write, remove } = scratch()
const agent = aisled(['--print', '--config', write('shop.yaml', example({ outbox: { path: `${folder}/shop.db` } }))])
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
})
try {
  const [, url] = await agent.until(/Look at the shop: (\S+)/)
  await new Promise(done => setTimeout(done, 60_000 * MINUTES))
  const page = await browser.newPage({ viewport: { width: 1180, height: 716 }, colorScheme: 'light' })
  await page.goto(url!)
  await page.locator('#heat-switch').click()
  await page.locator('.heat image').waitFor()
  // Until the rates and the longest stays are those of now, and a machine that does much else lets all sensors be well.
  await page.waitForTimeout(3000)
  await page.locator('#alarm').waitFor({ state: 'hidden', timeout: 600_000 })
  const picture = fileURLToPath(new URL('agent/console/console.png', ROOT))
  await sharp(await page.screenshot())
    .png({ palette: true, effort: 10 })
    .toFile(picture)
} finally {
  await browser.close()
  await agent.stop()
  remove()
}
