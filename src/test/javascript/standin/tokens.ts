import { createHmac, timingSafeEqual } from 'node:crypto'

/** The claims that the platform looks at. */
export interface Claims {
  readonly role: string
  readonly sub?: string
  readonly iss?: string
  readonly exp?: number
  readonly [claim: string]: unknown
}

/** Makes and checks tokens, as Supabase Auth and a project that trusts it do. */
export class Tokens {
  readonly #secret: string

  constructor(secret: string) {
    this.#secret = secret
  }

  sign(claims: Claims): string {
    const content = `${encoded({ alg: 'HS256', typ: 'JWT' })}.${encoded(claims)}`
    return `${content}.${this.#signature(content)}`
  }

  /** Its claims, if the signature is ours and it has not expired. */
  claims(token: string): Claims | undefined {
    const [header, payload, signature] = token.split('.')
    if (!header || !payload || !signature) {
      return undefined
    }
    const wanted = Buffer.from(this.#signature(`${header}.${payload}`))
    const given = Buffer.from(signature)
    if (wanted.length !== given.length || !timingSafeEqual(wanted, given)) {
      return undefined
    }
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims
    return claims.exp !== undefined && claims.exp * 1000 < Date.now() ? undefined : claims
  }

  #signature(content: string): string {
    return createHmac('sha256', this.#secret).update(content).digest('base64url')
  }
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
