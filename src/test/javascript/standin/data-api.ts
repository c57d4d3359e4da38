import pg from 'pg'
import type { Database } from './database.ts'
import type { Answer, Call } from './http.ts'
import type { Claims, Tokens } from './tokens.ts'

const ANONYMOUS: Claims = { role: 'anon' }

/**
 * The part of PostgREST that pages use: select with columns, equality, order and limit, and calls
 * of functions.
 *
 * @see https://docs.postgrest.org/en/stable/references/errors.html
 */
export class DataApi {
  readonly #database: Database
  readonly #tokens: Tokens

  constructor(database: Database, tokens: Tokens) {
    this.#database = database
    this.#tokens = tokens
  }

  async answer(call: Call): Promise<Answer> {
    const token = call.headers.get('authorization')?.replace(/^Bearer /i, '')
    // while nobody is signed in, clients send their key as the token, and the gateway takes it off
    const claims = token === undefined || token.startsWith('sb_') ? ANONYMOUS : this.#tokens.claims(token)
    if (claims === undefined) {
      return failure(401, 'PGRST301', 'No suitable key or wrong key type')
    }
    try {
      const [, first, name] = call.path.split('/')
      return first === 'rpc' && name
        ? await this.#call(claims, name, call)
        : await this.#select(claims, first ?? '', call)
    } catch (error) {
      return ofDatabase(error as pg.DatabaseError, claims)
    }
  }

  async #call(claims: Claims, name: string, call: Call): Promise<Answer> {
    const given = Object.entries(JSON.parse(call.body) as Record<string, unknown>)
    const parameters = given.map(([key], index) => `${pg.escapeIdentifier(key)} => $${index + 1}`)
    const sql = `select public.${pg.escapeIdentifier(name)}(${parameters.join(', ')}) as result`
    const { rows } = await this.#database.as(claims, (client) =>
      client.query(
        sql,
        given.map(([, value]) => value),
      ),
    )
    return { status: 200, body: rows[0].result }
  }

  async #select(claims: Claims, table: string, call: Call): Promise<Answer> {
    const columns = (call.query.get('select') ?? '*').split(',').map((c) => (c === '*' ? c : pg.escapeIdentifier(c)))
    const filters: string[] = []
    const values: string[] = []
    for (const [column, condition] of call.query) {
      if (condition.startsWith('eq.') || condition.startsWith('neq.')) {
        values.push(condition.replace(/^n?eq\./, ''))
        const operator = condition.startsWith('n') ? '<>' : '='
        filters.push(`${pg.escapeIdentifier(column)}::text ${operator} $${values.length}`)
      }
    }
    const order = call.query
      .get('order')
      ?.split(',')
      .map((item) => pg.escapeIdentifier(item.split('.')[0] ?? ''))
    const sql = [
      `select coalesce(json_agg(r), '[]') as result from (select ${columns.join(', ')}`,
      `from public.${pg.escapeIdentifier(table)}`,
      filters.length > 0 ? `where ${filters.join(' and ')}` : '',
      order ? `order by ${order.join(', ')}` : '',
      call.query.has('limit') ? `limit ${Number(call.query.get('limit'))}` : '',
      ') r',
    ].join(' ')
    const { rows } = await this.#database.as(claims, (client) => client.query(sql, values))
    return { status: 200, body: rows[0].result }
  }
}

/** A refusal of the database with the HTTP status that PostgREST gives its SQLSTATE. */
function ofDatabase(error: pg.DatabaseError, claims: Claims): Answer {
  const state = error.code ?? 'XX000'
  return failure(statusOf(state, claims), state, error.message, error.detail, error.hint)
}

function statusOf(state: string, claims: Claims): number {
  if (/^PT\d{3}$/.test(state)) {
    return Number(state.slice(2))
  }
  if (state === '42501') {
    return claims.role === 'anon' ? 401 : 403
  }
  if (state === '23503' || state === '23505') {
    return 409
  }
  if (state === '42883' || state === '42P01') {
    return 404
  }
  return /^(22|23|P0|42)/.test(state) ? 400 : 500
}

function failure(status: number, code: string, message: string, details?: string, hint?: string): Answer {
  return { status, body: { code, message, details: details ?? null, hint: hint ?? null } }
}
