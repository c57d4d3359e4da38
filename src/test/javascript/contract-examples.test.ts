import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { openBrowser, openPage } from './standin/browser.ts'
import type { User } from './standin/database.ts'
import { inCheckout, required } from './standin/environment.ts'
import { Project } from './standin/project.ts'

const PASSWORD = 'a long password'
const CLERK = 'https://example.clerk.accounts.dev'

let project: Project
let browser: Browser
let page: Page
let shown: string[]
let contract: string
let clerk: string
let library: string

before(async () => {
  contract = await readFile(inCheckout('docs/supabase-contract.md'), 'utf8')
  clerk = await readFile(inCheckout('docs/clerk.md'), 'utf8')
  const sample = await readFile(inCheckout('samples/status-page/index.html'), 'utf8')
  library = /src="(https:[^"]+)"/.exec(sample)?.[1] ?? ''
  project = await Project.start(required('DATABASE_URL'), inCheckout('samples/status-page'))
  browser = await openBrowser()
})

after(async () => {
  await browser?.close()
  await project?.close()
})

beforeEach(async () => {
  page = await openPage(browser)
  shown = []
  await page.exposeFunction('show', (...words: unknown[]) => shown.push(words.filter((w) => w !== undefined).join(' ')))
  await page.addScriptTag({ url: library })
})

afterEach(async () => await page.context().close())

/** The JavaScript below a heading of the contract. */
function example(document: string, heading: string): string {
  const section = document.split(/^#+ /m).find((text) => text.startsWith(`${heading}\n`))
  const code = /```js\n(.*?)```/s.exec(section ?? '')?.[1]
  assert.ok(code, `There is no example below "${heading}"`)
  return code
}

/** As a page of the user does, with what the text around it names. */
async function run(code: string, user: User | undefined, id: string): Promise<void> {
  const given = { url: project.url, publishableKey: project.publishableKey, email: user?.email, password: PASSWORD, id }
  await page.evaluate(
    async ([body, { url, publishableKey, email, password, id }]) => {
      const { createClient } = (window as any).supabase
      const supabase = createClient(url, publishableKey)
      if (email) {
        await supabase.auth.signInWithPassword({ email, password })
      }
      const { show, clerk } = window as any
      const names = ['supabase', 'id', 'show', 'createClient', 'url', 'publishableKey', 'clerk']
      // an example may make a client of its own
      const text = body.includes('const supabase =') ? `{ ${body} }` : body
      const example = new Function(...names, `return (async () => { ${text} })()`)
      await example(supabase, id, show, createClient, url, publishableKey, clerk)
    },
    [code, given] as const,
  )
}

async function isShown(words: string): Promise<void> {
  const end = Date.now() + 20_000
  while (!shown.includes(words)) {
    assert.ok(Date.now() < end, `"${words}" is not shown, but: ${shown.join(', ')}`)
    await new Promise((again) => setTimeout(again, 50))
  }
}

async function newTenant(slug: string): Promise<{ user: User; id: string }> {
  const user = await project.auth.signUp(`${slug}@example.com`, PASSWORD)
  const { rows } = await project.database.run(
    'insert into public.tenants (name, slug, owner_id) values ($1, $1, $2) returning id',
    [slug, user.id],
  )
  return { user, id: rows[0].id }
}

async function write(tenant: string, service: string, state: string): Promise<void> {
  await project.database.asOperator(
    `insert into public.tenant_status (tenant_id, service, state) values ($1, $2, $3)
     on conflict (tenant_id, service) do update set state = excluded.state`,
    [tenant, service, state],
  )
}

test('a tenant is requested by the Data API', async () => {
  const user = await project.auth.signUp('by-rpc@example.com', PASSWORD)
  const code = example(contract, 'Request a tenant').replaceAll("'acme'", "'by-rpc'")

  await run(code, user, '')
  const { rows } = await project.database.run('select id from public.tenants where owner_id = $1', [user.id])
  await isShown(rows[0].id)

  await run(code, user, '')
  await isShown('too_many_tenants')
})

test('a tenant is requested by the Edge Function', async () => {
  const user = await project.auth.signUp('by-function@example.com', PASSWORD)
  const code = example(contract, 'The Edge Function').replaceAll("'acme'", "'by-function'")

  await run(code, user, '')
  const { rows } = await project.database.run('select id from public.tenants where owner_id = $1', [user.id])
  await isShown(rows[0].id)

  await run(code, user, '')
  await isShown('too_many_tenants')
  await run(code, undefined, '')
  await isShown('not_signed_in')
})

test('a first log-in is read once', async () => {
  const { user, id } = await newTenant('login-co')
  await project.database.run('update tenant_ops.settings set logins_enabled = true')
  await project.database.asOperator("select tenant_ops.offer_login($1, 'n8n', 'the log-in')", [id])

  await run(example(contract, 'Read a first log-in'), user, id)
  await isShown('the log-in')
  await run(example(contract, 'Read a first log-in'), user, id)
  await isShown('no_login')
})

test('a tenant is watched by its channel', async () => {
  const { user, id } = await newTenant('channel-co')
  await write(id, 'n8n', 'setting_up')

  await run(example(contract, "By the tenant's channel"), user, id)
  await isShown('n8n setting_up')
  await write(id, 'n8n', 'ready')
  await isShown('n8n ready false')
  await project.database.asOperator('delete from public.tenant_status where tenant_id = $1', [id])
  await isShown('n8n ready true')
})

test('nobody else may join the channel', async () => {
  const { id } = await newTenant('private-co')
  const stranger = await project.auth.signUp('stranger@example.com', PASSWORD)

  await run(example(contract, "By the tenant's channel"), stranger, id)

  await isShown(`CHANNEL_ERROR Unauthorized: You do not have permissions to read from this Channel topic: tenant:${id}`)
})

test('a tenant is watched by changes of rows, and others are not', async () => {
  const { user, id } = await newTenant('changes-co')
  const other = await newTenant('other-co')

  await run(example(contract, 'By changes of rows'), user, id)
  await isShown('SUBSCRIBED')
  await write(other.id, 'odoo', 'ready')
  await write(id, 'n8n', 'setting_up')
  await isShown('INSERT n8n setting_up')
  await write(id, 'n8n', 'ready')
  await isShown('UPDATE n8n ready')
  await project.database.asOperator('delete from public.tenant_status where tenant_id = $1', [id])
  await isShown('DELETE n8n')
  assert.ok(!shown.some((words) => words.includes('odoo')), shown.join(', '))
})

test('whom another issuer signs in owns a tenant by the subject', async () => {
  const claims = { role: 'authenticated', sub: 'user_2abc', iss: CLERK, exp: Math.floor(Date.now() / 1000) + 60 }
  const token = project.tokens.sign(claims)
  await page.evaluate((signed) => {
    Object.assign(window, { clerk: { session: { getToken: async () => signed } } })
  }, token)
  await project.database.run(
    `insert into public.tenants (name, slug, owner_subject, owner_issuer) values
       ('Clerk', 'clerk-co', 'user_2abc', $1), ('Other', 'namesake-co', 'user_2abc', 'https://other.example')`,
    [CLERK],
  )

  await run(example(clerk, 'Set up'), undefined, '')

  await isShown('clerk-co')
  assert.deepEqual(shown, ['clerk-co'])
})
