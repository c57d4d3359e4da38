import type { Project } from './project.ts'

/** A browser of any page may call: what counts is the token, which no browser sends by itself. */
const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'POST, OPTIONS',
  'Access-Control-Allow-Headers':
    'authorization, apikey, content-type, x-client-info, x-retry-count, traceparent, tracestate, baggage',
}

const PATIENCE_MILLIS = 10_000

/**
 * Hands the request of a signed-in user to `request_tenant`, as that user. The database checks the
 * token and the limits; the operator makes the tenant. So 202, with the id to look for.
 */
export async function provisionTenant(
  request: Request,
  project: Project,
  send: typeof fetch = fetch,
): Promise<Response> {
  if (request.method === 'OPTIONS') {
    return new Response(null, { status: 204, headers: CORS })
  }
  if (request.method !== 'POST') {
    return refusal(405, 'method_not_allowed', 'Use POST', { Allow: 'POST, OPTIONS' })
  }
  const authorization = request.headers.get('Authorization') ?? ''
  if (!isToken(authorization)) {
    return notSignedIn()
  }
  const asked = askedOf(await bodyOf(request))
  if (asked === undefined) {
    return refusal(400, 'invalid_request', 'Send {"name": "…", "slug": "…"}, and "domain" if there is one')
  }
  return answerTo(await ask(project, authorization, asked, send))
}

interface Asked {
  readonly name: string
  readonly slug: string
  readonly domain?: string
}

/** Clients send their key in the place of a token while nobody is signed in; a new key is no JWT. */
function isToken(authorization: string): boolean {
  return /^Bearer [\w-]+\.[\w-]+\.[\w-]+$/i.test(authorization)
}

async function bodyOf(request: Request): Promise<unknown> {
  try {
    return await request.json()
  } catch {
    return undefined
  }
}

function askedOf(body: unknown): Asked | undefined {
  if (typeof body !== 'object' || body === null) {
    return undefined
  }
  const { name, slug, domain } = body as Record<string, unknown>
  if (typeof name !== 'string' || typeof slug !== 'string') {
    return undefined
  }
  if (domain === undefined || domain === null) {
    return { name, slug }
  }
  return typeof domain === 'string' ? { name, slug, domain } : undefined
}

async function ask(
  project: Project,
  authorization: string,
  asked: Asked,
  send: typeof fetch,
): Promise<Response | undefined> {
  try {
    return await send(`${project.url}/rest/v1/rpc/request_tenant`, {
      method: 'POST',
      headers: {
        apikey: project.publishableKey,
        Authorization: authorization,
        'Content-Type': 'application/json',
      },
      body: JSON.stringify(asked),
      signal: AbortSignal.timeout(PATIENCE_MILLIS),
    })
  } catch (error) {
    console.error('The Data API cannot be reached:', error)
    return undefined
  }
}

async function answerTo(answer: Response | undefined): Promise<Response> {
  if (answer === undefined) {
    return unavailable()
  }
  const body = await json(answer)
  if (answer.ok && typeof body === 'string') {
    return reply(202, { id: body })
  }
  if (answer.status === 401) {
    return notSignedIn()
  }
  const { code, details, message } = (body ?? {}) as Record<string, unknown>
  if (answer.status < 500 && isStableWord(details)) {
    return refusal(answer.status, details, String(message))
  }
  console.error('The Data API answered', answer.status, code ?? '', message ?? '')
  return unavailable()
}

async function json(answer: Response): Promise<unknown> {
  try {
    return await answer.json()
  } catch {
    return undefined
  }
}

/** As request_tenant gives one for each refusal. */
function isStableWord(details: unknown): details is string {
  return typeof details === 'string' && /^[a-z]+(_[a-z]+)*$/.test(details)
}

function notSignedIn(): Response {
  return refusal(401, 'not_signed_in', 'Sign in to request a tenant', { 'WWW-Authenticate': 'Bearer' })
}

function unavailable(): Response {
  return refusal(502, 'unavailable', 'The request could not be handed on. Try again later')
}

function refusal(status: number, error: string, message: string, headers: Record<string, string> = {}): Response {
  return reply(status, { error, message }, headers)
}

function reply(status: number, body: object, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...CORS, 'Content-Type': 'application/json', ...headers },
  })
}
