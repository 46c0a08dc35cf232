/** What each screenshot shows, as steps of a person. */
const WEEKLY = '/w/11111111-1111-4111-8111-111111111111'
const EMPTY = '/w/22222222-2222-4222-8222-222222222222'
const LARGE = '/w/33333333-3333-4333-8333-333333333333'

const card = (page, name) => page.getByRole('group', { name: new RegExp(`^${name},`) }).first()

async function open(page, base, path) {
  await fetch(`${base}/mock/reset`)
  await page.goto(base + path)
  await page.getByRole('toolbar', { name: 'View' }).waitFor()
  await page.waitForTimeout(500)
}

async function select(page, name) {
  await card(page, name).click()
  await page.getByRole('complementary', { name: `Node ${name}` }).waitFor()
  await page.waitForTimeout(500)
}

const fillQuery = (page, text) => page.getByLabel('Query', { exact: true }).fill(text)

async function runNode(page) {
  await page.getByRole('button', { name: /^Run node/ }).click()
}

async function asCustomer(page, name) {
  await page.getByRole('button', { name: /^Run for/ }).click()
  await page.getByPlaceholder('Find a customer…').fill(name.slice(0, 4))
  await page.getByRole('option', { name: new RegExp(name) }).click()
}

export const scenes = {
  home: async (page, base) => {
    await page.goto(`${base}/`)
    await page.getByText('Weekly report').waitFor()
  },
  editor: (page, base) => open(page, base, WEEKLY),
  empty: (page, base) => open(page, base, EMPTY),
  large: (page, base) => open(page, base, LARGE),
  panel: async (page, base) => {
    await open(page, base, WEEKLY)
    await select(page, 'Send message')
    await page.getByRole('button', { name: 'Options' }).click()
    await page.waitForTimeout(300)
  },
  running: async (page, base) => {
    await open(page, base, WEEKLY)
    await select(page, 'Search messages')
    await fillQuery(page, 'please wait')
    await runNode(page)
    await page.waitForTimeout(900)
  },
  succeeded: async (page, base) => {
    await open(page, base, WEEKLY)
    await select(page, 'Search messages')
    await runNode(page)
    await page.getByRole('region', { name: 'Output as a table' }).waitFor()
    await page.waitForTimeout(300)
  },
  tree: async (page, base) => {
    await scenes.succeeded(page, base)
    await page.getByRole('radio', { name: 'Tree' }).click()
  },
  json: async (page, base) => {
    await scenes.succeeded(page, base)
    await page.getByRole('radio', { name: 'JSON' }).click()
    await page.waitForTimeout(900)
  },
  failed: async (page, base) => {
    await open(page, base, WEEKLY)
    await select(page, 'Search messages')
    await fillQuery(page, 'please fail')
    await runNode(page)
    await page.getByText('The service refused').first().waitFor()
    await page.waitForTimeout(300)
  },
  fields: async (page, base) => {
    await open(page, base, WEEKLY)
    await select(page, 'Search messages')
    await fillQuery(page, 'please wrong')
    await runNode(page)
    await page.getByText('Some fields need attention').first().waitFor()
    await page.waitForTimeout(300)
  },
  console: async (page, base) => {
    await scenes.succeeded(page, base)
    await page.getByRole('tab', { name: 'Console' }).click()
  },
  connections: async (page, base) => {
    await open(page, base, WEEKLY)
    await asCustomer(page, 'Globex')
    await page.getByRole('tab', { name: /Connections/ }).click()
    await page.waitForTimeout(700)
  },
  customer: async (page, base) => {
    await open(page, base, WEEKLY)
    await asCustomer(page, 'Globex')
    await select(page, 'Post message')
  },
  link: async (page, base) => {
    await scenes.customer(page, base)
    await page.getByRole('button', { name: 'Create a connect link' }).first().click()
    await page.waitForTimeout(500)
  },
  commands: async (page, base) => {
    await open(page, base, WEEKLY)
    await page.keyboard.press('Control+k')
    await page.waitForTimeout(300)
  },
  sheet: async (page, base) => {
    await open(page, base, WEEKLY)
    await page.keyboard.press('?')
    await page.waitForTimeout(300)
  },
  event: async (page, base) => {
    await open(page, base, EMPTY)
    await page.getByRole('searchbox', { name: 'Search nodes' }).fill('create ev')
    await page.keyboard.press('Enter')
    await page.getByRole('complementary', { name: /Node Create event/ }).waitFor()
    await page.getByRole('button', { name: 'Options' }).click()
    await page.waitForTimeout(400)
  },
  destructive: async (page, base) => {
    await open(page, base, WEEKLY)
    await select(page, 'Delete event')
    await runNode(page)
    await page.waitForTimeout(300)
  },
}
