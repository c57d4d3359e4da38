import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { projectOf } from '../../main/supabase/functions/provision-tenant/project.ts'
import { provisionTenant } from '../../main/supabase/functions/provision-tenant/provision-tenant.ts'
import type { User } from './standin/database.ts'
import { inCheckout, required } from './standin/environment.ts'
import { Project } from './standin/project.ts'

let project: Project
let anna: User

before(async () => {
  project = await Project.start(required('DATABASE_URL'), inCheckout('samples/status-page'))
  anna = await project.auth.signUp('anna@example.com', 'a long password')
})

after(async () => await project.close())

async function answer(response: Response): Promise<{ status: number; body: Record<string, unknown> }> {
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

/** As a client calls it, through the gateway of the stand-in. */
async function post(body: unknown, authorization = `Bearer ${project.auth.accessToken(anna)}`) {
  const response = await fetch(`${project.url}/functions/v1/provision-tenant`, {
    method: 'POST',
    headers: { Authorization: authorization, 'Content-Type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return await answer(response)
}

/** What the function makes of an answer of the Data API that the stand-in does not give. */
async function whenTheDataApiSays(send: typeof fetch) {
  const request = new Request('http://localhost/functions/v1/provision-tenant', {
    method: 'POST',
    headers: { Authorization: `Bearer ${project.auth.accessToken(anna)}` },
    body: JSON.stringify({ name: 'Acme', slug: 'acme' }),
  })
  return await provisionTenant(request, project, send)
}

test('a signed-in user gets the id of the tenant', async () => {
  const { status, body } = await post({ name: 'Anna', slug: 'anna-co' })

  assert.equal(status, 202)
  const { rows } = await project.database.run('select name, owner_id, status, domain from tenants where id = $1', [
    body['id'],
  ])
  assert.deepEqual(rows, [{ name: 'Anna', owner_id: anna.id, status: 'active', domain: null }])
})

test('what the database refuses keeps its word', async () => {
  const bert = await project.auth.signUp('bert@example.com', 'a long password')
  const token = `Bearer ${project.auth.accessToken(bert)}`
  await post({ name: 'Anna', slug: 'anna-co' })

  for (const [body, status, word] of [
    [{ name: 'Bert', slug: 'anna-co' }, 409, 'slug_taken'],
    [{ name: 'Bert', slug: 'support' }, 400, 'slug_reserved'],
    [{ name: 'Bert', slug: 'Not Legal' }, 400, 'slug_not_allowed'],
    [{ name: ' ', slug: 'bert-co' }, 400, 'name_not_allowed'],
    [{ name: 'Bert', slug: 'bert-co', domain: 'bert.example' }, 400, 'domain_not_allowed'],
  ] as const) {
    const refused = await post(body, token)
    assert.equal(refused.status, status, word)
    assert.equal(refused.body['error'], word)
    assert.equal(typeof refused.body['message'], 'string')
  }
  assert.equal((await post({ name: 'Anna', slug: 'anna-two' })).body['error'], 'too_many_tenants')
})

test('a domain is handed on', async () => {
  const carl = await project.auth.signUp('carl@example.com', 'a long password')
  await project.database.run('update tenant_ops.settings set owners_may_ask_for_domains = true')
  try {
    const { status, body } = await post(
      { name: 'Carl', slug: 'carl-co', domain: 'carl.example' },
      `Bearer ${project.auth.accessToken(carl)}`,
    )
    assert.equal(status, 202)
    const { rows } = await project.database.run('select domain from tenants where id = $1', [body['id']])
    assert.deepEqual(rows, [{ domain: 'carl.example' }])
  } finally {
    await project.database.run('update tenant_ops.settings set owners_may_ask_for_domains = false')
  }
})

test('who is not signed in is asked to sign in', async () => {
  const { sub, ...claims } = { sub: anna.id, role: 'authenticated', iss: 'x' }
  const anonymous = project.tokens.sign({ role: 'anon' })
  const expired = project.tokens.sign({ ...claims, sub, exp: 1 })
  const forged = `${project.auth.accessToken(anna)}x`

  for (const authorization of ['', 'Basic YTpi', 'Bearer sb_publishable_standin', anonymous, expired, forged]) {
    const { status, body } = await post(
      { name: 'Acme', slug: 'acme' },
      authorization.startsWith('ey') ? `Bearer ${authorization}` : authorization,
    )
    assert.equal(status, 401, authorization)
    assert.equal(body['error'], 'not_signed_in', authorization)
  }
})

test('an anonymous sign-in gets no tenant', async () => {
  const token = project.tokens.sign({ role: 'authenticated', sub: anna.id, is_anonymous: true })

  const { status, body } = await post({ name: 'Acme', slug: 'acme' }, `Bearer ${token}`)

  assert.equal(status, 403)
  assert.equal(body['error'], 'anonymous_user')
})

test('a body that says nothing of a tenant is refused before the database is asked', async () => {
  for (const body of [
    '',
    'null',
    '[]',
    '{"name": "Acme"}',
    '{"name": 1, "slug": "a"}',
    '{"name": "A", "slug": "a", "domain": 1}',
  ]) {
    const { status, body: told } = await post(body)
    assert.equal(status, 400, body)
    assert.equal(told['error'], 'invalid_request', body)
  }
})

test('a page of another origin may call it', async () => {
  const preflight = await fetch(`${project.url}/functions/v1/provision-tenant`, { method: 'OPTIONS' })
  assert.equal(preflight.status, 204)
  for (const header of ['authorization', 'apikey', 'content-type', 'x-client-info']) {
    assert.ok(preflight.headers.get('access-control-allow-headers')?.includes(header), header)
  }
  const refused = await fetch(`${project.url}/functions/v1/provision-tenant`)
  assert.equal(refused.status, 405)
  assert.equal(refused.headers.get('access-control-allow-origin'), '*')
})

test('the caller is passed on, and the key of the project is the public one', async () => {
  const sent: Request[] = []
  const response = await whenTheDataApiSays(async (url, init) => {
    sent.push(new Request(String(url), init))
    return Response.json('11111111-1111-4111-8111-111111111111')
  })

  assert.equal(response.status, 202)
  assert.equal(sent[0]?.url, `${project.url}/rest/v1/rpc/request_tenant`)
  assert.equal(sent[0]?.headers.get('apikey'), project.publishableKey)
  assert.match(sent[0]?.headers.get('authorization') ?? '', /^Bearer ey/)
  assert.deepEqual(await sent[0]?.json(), { name: 'Acme', slug: 'acme' })
})

test('what goes wrong behind it is no word of the database', async (t) => {
  const errors = t.mock.method(console, 'error', () => {})
  for (const send of [
    async () => await Promise.reject(new TypeError('fetch failed')),
    async () => Response.json({ code: 'XX000', details: 'internal_error', message: 'secret words' }, { status: 500 }),
    async () =>
      Response.json({ code: 'PGRST202', details: 'Searched for the function', message: 'x' }, { status: 404 }),
    async () => new Response('<html>', { status: 502 }),
  ]) {
    const { status, body } = await answer(await whenTheDataApiSays(send))
    assert.equal(status, 502)
    assert.equal(body['error'], 'unavailable')
    assert.ok(!String(body['message']).includes('secret'))
  }
  assert.equal(errors.mock.callCount(), 4)
})

test('either kind of public key is found in the environment', () => {
  const env = (values: Record<string, string>) => projectOf((name) => values[name])
  const SUPABASE_URL = 'https://ref.supabase.co/'

  assert.deepEqual(env({ SUPABASE_URL, SUPABASE_PUBLISHABLE_KEYS: '{"other": "sb_b", "default": "sb_a"}' }), {
    url: 'https://ref.supabase.co',
    publishableKey: 'sb_a',
  })
  assert.equal(env({ SUPABASE_URL, SUPABASE_PUBLISHABLE_KEYS: '{"web": "sb_b"}' }).publishableKey, 'sb_b')
  assert.equal(env({ SUPABASE_URL, SUPABASE_ANON_KEY: 'ey' }).publishableKey, 'ey')
  assert.throws(() => env({ SUPABASE_URL }), /SUPABASE_PUBLISHABLE_KEYS/)
})
