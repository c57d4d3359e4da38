import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { extname, join, resolve } from 'node:path'
import { provisionTenant } from '../../../main/supabase/functions/provision-tenant/provision-tenant.ts'
import { Auth } from './auth.ts'
import { DataApi } from './data-api.ts'
import { Database } from './database.ts'
import type { Answer, Call } from './http.ts'
import { Realtime } from './realtime.ts'
import { Tokens } from './tokens.ts'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
}

/**
 * A Supabase project on 127.0.0.1, which also serves a folder of static files under /pages/. The
 * database is a real one.
 */
export class Project {
  /** What pages are given: no secret. */
  readonly publishableKey = 'sb_publishable_standin'
  readonly database: Database
  readonly tokens = new Tokens('the secret of the stand-in')
  readonly realtime: Realtime
  readonly auth: Auth
  readonly url: string
  readonly #dataApi: DataApi
  readonly #server: Server
  readonly #pages: string

  private constructor(server: Server, databaseUrl: string, pages: string) {
    this.#server = server
    this.#pages = pages
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    this.database = new Database(databaseUrl)
    this.auth = new Auth(this.database, this.tokens, `${this.url}/auth/v1`)
    this.#dataApi = new DataApi(this.database, this.tokens)
    this.realtime = new Realtime(this.database, this.tokens)
  }

  static async start(databaseUrl: string, pages: string): Promise<Project> {
    const server = createServer()
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
    const project = new Project(server, databaseUrl, pages)
    await project.realtime.start()
    server.on('request', (request, response) => void project.#serve(request, response))
    server.on('upgrade', (request, socket, head) => project.realtime.upgrade(request, socket, head))
    return project
  }

  async close(): Promise<void> {
    await this.realtime.close()
    this.#server.closeAllConnections()
    await new Promise((closed) => this.#server.close(closed))
    await this.database.close()
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', this.url)
    const chunks: Buffer[] = []
    for await (const chunk of request) {
      chunks.push(chunk as Buffer)
    }
    const headers = new Headers(request.headers as Record<string, string>)
    const method = request.method ?? 'GET'
    const body = Buffer.concat(chunks).toString()
    if (pathname.startsWith('/pages/')) {
      return await this.#page(pathname.slice('/pages/'.length), response)
    }
    if (pathname === '/functions/v1/provision-tenant') {
      const init = { method, headers, ...(method === 'POST' ? { body } : {}) }
      const answer = await provisionTenant(new Request(`${this.url}${pathname}`, init), this)
      response.writeHead(answer.status, Object.fromEntries(answer.headers))
      response.end(await answer.text())
      return
    }
    const call = { method, path: pathname, query: searchParams, headers, body }
    const answer: Answer = method === 'OPTIONS' ? { status: 204 } : await this.#answer(call)
    response.writeHead(answer.status, {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': '*',
      'access-control-allow-headers': `authorization, ${headers.get('access-control-request-headers') ?? '*'}`,
      'access-control-expose-headers': '*',
      'content-type': 'application/json',
      ...answer.headers,
    })
    response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body))
  }

  async #answer(call: Call): Promise<Answer> {
    // the gateway of the platform lets nobody in who has no key
    if (call.headers.get('apikey') !== this.publishableKey) {
      return { status: 401, body: { message: 'No API key found in request' } }
    }
    if (call.path.startsWith('/auth/v1/')) {
      return this.auth.answer({ ...call, path: call.path.slice('/auth/v1'.length) })
    }
    if (call.path.startsWith('/rest/v1/')) {
      return await this.#dataApi.answer({ ...call, path: call.path.slice('/rest/v1'.length) })
    }
    return { status: 404, body: { message: 'The stand-in does not know this' } }
  }

  async #page(name: string, response: ServerResponse): Promise<void> {
    const file = name === 'config.js' ? undefined : resolve(join(this.#pages, name || 'index.html'))
    const config = `export const project = { url: '${this.url}', key: '${this.publishableKey}' }\n`
    const content = file === undefined ? config : await readFile(file).catch(() => undefined)
    response.writeHead(content === undefined ? 404 : 200, {
      'content-type': TYPES[extname(file ?? name)] ?? 'text/plain',
    })
    response.end(content)
  }
}
