/** Screenshots of the editor against a running mock: `node dev/shots.mjs out-folder [light|dark]`. */
import { mkdirSync } from 'node:fs'
import { chromium } from 'playwright-core'
import { scenes } from './scenes.mjs'

const [out = 'shots', ...only] = process.argv.slice(2)
const base = process.env.BASE ?? 'http://127.0.0.1:8130'
mkdirSync(out, { recursive: true })

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', '--disable-quic'],
})
let failures = 0
for (const theme of ['light', 'dark']) {
  for (const [name, play] of Object.entries(scenes)) {
    if (only.length && !only.includes(name) && !only.includes(`${name}-${theme}`)) continue
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: theme, reducedMotion: 'no-preference' })
    const page = await context.newPage()
    page.on('console', (message) => {
      if (message.type() === 'error') console.log(`  [${name}] ${message.text()}`)
    })
    page.on('pageerror', (error) => console.log(`  [${name}] ${error}`))
    try {
      await play(page, base)
      await page.screenshot({ path: `${out}/${name}-${theme}.png` })
      console.log(`${name}-${theme}`)
    } catch (error) {
      failures += 1
      await page.screenshot({ path: `${out}/${name}-${theme}-failed.png` })
      console.log(`${name}-${theme} FAILED ${error.message.split('\n')[0]}`)
    }
    await context.close()
  }
}
await browser.close()
process.exit(failures ? 1 : 0)
