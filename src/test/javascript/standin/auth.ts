import { randomUUID } from 'node:crypto'
import type { Database, User } from './database.ts'
import type { Answer, Call } from './http.ts'
import type { Tokens } from './tokens.ts'

const LIFETIME_SECONDS = 3600

/**
 * Supabase Auth, as far as a page signs in with e-mail and password.
 *
 * @see https://github.com/supabase/auth internal/api/token.go, errors.go
 */
export class Auth {
  readonly #database: Database
  readonly #tokens: Tokens
  readonly #url: string
  readonly #passwords = new Map<string, { user: User; password: string }>()
  readonly #refreshTokens = new Map<string, User>()

  constructor(database: Database, tokens: Tokens, url: string) {
    this.#database = database
    this.#tokens = tokens
    this.#url = url
  }

  async signUp(email: string, password: string): Promise<User> {
    const user = await this.#database.addUser(email)
    this.#passwords.set(email, { user, password })
    return user
  }

  accessToken(user: User): string {
    const now = Math.floor(Date.now() / 1000)
    return this.#tokens.sign({
      iss: this.#url,
      sub: user.id,
      aud: 'authenticated',
      role: 'authenticated',
      email: user.email,
      session_id: randomUUID(),
      is_anonymous: false,
      iat: now,
      exp: now + LIFETIME_SECONDS,
    })
  }

  answer(call: Call): Answer {
    if (call.method === 'POST' && call.path === '/token') {
      return this.#token(call)
    }
    if (call.method === 'POST' && call.path === '/logout') {
      return { status: 204 }
    }
    return refused(404, 'not_found', 'The stand-in does not know this')
  }

  #token(call: Call): Answer {
    const asked = JSON.parse(call.body) as Record<string, string>
    if (call.query.get('grant_type') === 'refresh_token') {
      const user = this.#refreshTokens.get(asked['refresh_token'] ?? '')
      return user ? this.#session(user) : refused(400, 'refresh_token_not_found', 'Invalid Refresh Token')
    }
    const known = this.#passwords.get(asked['email'] ?? '')
    return known?.password === asked['password'] && known
      ? this.#session(known.user)
      : refused(400, 'invalid_credentials', 'Invalid login credentials')
  }

  #session(user: User): Answer {
    const refreshToken = randomUUID()
    this.#refreshTokens.set(refreshToken, user)
    return {
      status: 200,
      body: {
        access_token: this.accessToken(user),
        token_type: 'bearer',
        expires_in: LIFETIME_SECONDS,
        expires_at: Math.floor(Date.now() / 1000) + LIFETIME_SECONDS,
        refresh_token: refreshToken,
        user: {
          id: user.id,
          aud: 'authenticated',
          role: 'authenticated',
          email: user.email,
          app_metadata: { provider: 'email', providers: ['email'] },
          user_metadata: {},
          created_at: new Date().toISOString(),
        },
      },
    }
  }
}

/** The form that clients ask for by the header X-Supabase-Api-Version. */
function refused(status: number, code: string, message: string): Answer {
  return { status, body: { code, message }, headers: { 'x-sb-error-code': code } }
}
