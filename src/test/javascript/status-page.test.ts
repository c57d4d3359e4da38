import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { openBrowser, openPage } from './standin/browser.ts'
import type { User } from './standin/database.ts'
import { inCheckout, required } from './standin/environment.ts'
import { Project } from './standin/project.ts'

const PASSWORD = 'a long password'

let project: Project
let browser: Browser
let page: Page
let problems: string[]
let users = 0

before(async () => {
  project = await Project.start(required('DATABASE_URL'), inCheckout('samples/status-page'))
  browser = await openBrowser()
})

after(async () => {
  await browser?.close()
  await project?.close()
})

beforeEach(async () => {
  page = await openPage(browser)
  problems = []
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('console', (message) => {
    // what the browser itself says of answers that the test wants, and of the connection that it cuts
    if (message.type() === 'error' && !/Failed to load resource|WebSocket connection/.test(message.text())) {
      problems.push(message.text())
    }
  })
  await page.goto(`${project.url}/pages/index.html`)
})

afterEach(async () => {
  await page.context().close()
  assert.deepEqual(problems, [])
})

async function newUser(): Promise<User> {
  return await project.auth.signUp(`user-${++users}@example.com`, PASSWORD)
}

async function signIn(user: User, password = PASSWORD): Promise<void> {
  await page.getByLabel('E-mail').fill(user.email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

async function request(name: string, slug: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name)
  await page.getByRole('textbox', { name: 'Short name' }).fill(slug)
  await page.getByRole('button', { name: 'Request' }).click()
}

async function addTenant(slug: string, owner: User): Promise<string> {
  const { rows } = await project.database.run(
    'insert into public.tenants (name, slug, owner_id) values ($1, $1, $2) returning id',
    [slug, owner.id],
  )
  return rows[0].id
}

interface Status {
  state: string
  url?: string
  version?: string
  message?: string
}

async function write(tenant: string, service: string, { state, url, version, message }: Status): Promise<void> {
  await project.database.asOperator(
    `insert into public.tenant_status (tenant_id, service, state, url, version, message) values ($1, $2, $3, $4, $5, $6)
     on conflict (tenant_id, service) do update
       set state = excluded.state, url = excluded.url, version = excluded.version, message = excluded.message`,
    [tenant, service, state, url, version, message],
  )
}

const row = (name: string): Locator => page.getByRole('row').filter({ has: page.getByRole('rowheader', { name }) })
const inRow = (name: string, text: string): Locator => row(name).getByText(text, { exact: true })
const alert = (): Locator => page.getByRole('alert')

test('a tenant is requested and comes up before the eyes of its owner', async () => {
  await signIn(await newUser())
  await request('Acme S.A.', 'acme')

  await page.getByRole('heading', { name: 'Acme S.A. (acme)' }).waitFor()
  await page.getByText('Nothing has started yet').waitFor()
  const { rows } = await project.database.run("select id from public.tenants where slug = 'acme'")
  const id = rows[0].id
  await write(id, 'tenant', { state: 'setting_up', message: 'Your workspace is being set up.' })
  await write(id, 'n8n', { state: 'setting_up' })
  await inRow('All together', 'Being set up').waitFor()
  await inRow('n8n', 'Being set up').waitFor()

  await write(id, 'n8n', { state: 'ready', url: 'https://n8n-acme.example.com', version: '2.41.1' })
  await write(id, 'odoo', { state: 'ready', url: 'https://odoo-acme.example.com', version: '19.0' })
  await write(id, 'tenant', { state: 'ready', message: 'All is up and running.' })

  await inRow('n8n', 'Ready').waitFor()
  await inRow('n8n', '2.41.1').waitFor()
  await inRow('All together', 'All is up and running.').waitFor()
  assert.equal(await page.getByRole('link', { name: 'n8n' }).getAttribute('href'), 'https://n8n-acme.example.com')
  const since = await row('n8n').locator('time').getAttribute('datetime')
  assert.ok(Math.abs(Date.now() - Date.parse(since ?? '')) < 600_000, `since is ${since}`)
  assert.deepEqual(await page.getByRole('rowheader').allTextContents(), ['All together', 'n8n', 'Odoo'])
  if (process.env['SCREENSHOT']) {
    await page.setViewportSize({ width: 800, height: 400 })
    // else the picture would be another one each time
    await page
      .locator('time')
      .evaluateAll((times) => times.forEach((time) => (time.textContent = '28/11/2026, 09:41:00')))
    await page.screenshot({ path: process.env['SCREENSHOT'] })
  }
})

test('what changed while the connection was lost is shown', async () => {
  const user = await newUser()
  const id = await addTenant('lost-co', user)
  await write(id, 'n8n', { state: 'setting_up' })
  await write(id, 'odoo', { state: 'ready' })
  await signIn(user)
  await inRow('n8n', 'Being set up').waitFor()

  project.realtime.disconnect()
  await page.getByText('The connection was lost').waitFor()
  await write(id, 'n8n', { state: 'ready' })
  await project.database.asOperator("delete from public.tenant_status where tenant_id = $1 and service = 'odoo'", [id])
  project.realtime.reconnect()

  await inRow('n8n', 'Ready').waitFor()
  await row('Odoo').waitFor({ state: 'detached' })
  await write(id, 'n8n', { state: 'suspended' })
  await inRow('n8n', 'Suspended').waitFor()
})

test('a service that is gone leaves the table', async () => {
  const user = await newUser()
  const id = await addTenant('gone-co', user)
  await write(id, 'n8n', { state: 'off' })
  await signIn(user)
  await inRow('n8n', 'Switched off').waitFor()

  await project.database.asOperator('delete from public.tenant_status where tenant_id = $1', [id])

  await row('n8n').waitFor({ state: 'detached' })
})

test('an address that is none of the web is no link', async () => {
  const user = await newUser()
  const id = await addTenant('odd-co', user)
  await write(id, 'n8n', { state: 'ready', url: 'javascript:alert(1)', message: '<b>bold</b>' })
  await signIn(user)

  await inRow('n8n', '<b>bold</b>').waitFor()
  assert.equal(await row('n8n').getByRole('link').count(), 0)
})

test('a refusal is told in words', async () => {
  await addTenant('taken-co', await newUser())
  await signIn(await newUser())

  for (const [slug, words] of [
    ['taken-co', 'Somebody has this short name already'],
    ['support', 'This short name is reserved'],
    ['Not Legal', 'This short name cannot be used'],
  ] as const) {
    await request('Acme', slug)
    await alert().getByText(words).waitFor()
  }
})

test('a wrong password is told, and signing out leaves nothing', async () => {
  const user = await newUser()
  await addTenant('mine-co', user)
  await signIn(user, 'wrong')
  await alert().getByText('Invalid login credentials').waitFor()

  await signIn(user)
  await page.getByRole('heading', { name: 'mine-co' }).waitFor()
  await page.getByRole('button', { name: 'Sign out' }).click()

  await page.getByLabel('E-mail').waitFor()
  assert.equal(await page.getByRole('heading', { name: 'mine-co' }).count(), 0)
  await signIn(await newUser())
  await page.getByRole('heading', { name: 'Request a workspace' }).waitFor()
  assert.equal(await page.getByRole('heading', { name: 'mine-co' }).count(), 0)
})

test('whoever reloads the page stays signed in', async () => {
  const user = await newUser()
  const id = await addTenant('stay-co', user)
  await write(id, 'n8n', { state: 'blocked' })
  await signIn(user)
  await inRow('n8n', 'Waits for support').waitFor()

  await page.reload()

  await inRow('n8n', 'Waits for support').waitFor()
})

test('the browser takes no other supabase-js than the one that was checked', async () => {
  const scripts = page.locator('script[src^="https:"]')
  assert.equal(await scripts.count(), 1)
  assert.match((await scripts.getAttribute('integrity')) ?? '', /^sha384-/)
})
