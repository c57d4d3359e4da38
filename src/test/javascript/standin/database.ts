import pg from 'pg'
import type { Claims } from './tokens.ts'

/** A user of Supabase Auth, whose password only the stand-in of Auth knows. */
export interface User {
  readonly id: string
  readonly email: string
}

/** The real database, as the services of the platform use it. */
export class Database {
  readonly #pool: pg.Pool
  readonly #url: string

  /** @param url with the log-in of the superuser */
  constructor(url: string) {
    this.#url = url
    this.#pool = new pg.Pool({ connectionString: url, max: 4 })
  }

  /** As the superuser. */
  async run(sql: string, values: unknown[] = []): Promise<pg.QueryResult> {
    return await this.#pool.query(sql, values)
  }

  /** As the operator writes. */
  async asOperator(sql: string, values: unknown[] = []): Promise<void> {
    await this.#inTransaction(async (client) => {
      await client.query('set local role tenant_operator')
      await client.query(sql, values)
    })
  }

  /** With the role and the claims of a token, as PostgREST and Realtime run what they run. */
  async as<T>(claims: Claims, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    return await this.#inTransaction(async (client) => {
      await client.query("select set_config('request.jwt.claims', $1, true)", [JSON.stringify(claims)])
      await client.query(`set local role ${pg.escapeIdentifier(claims.role)}`)
      return await work(client)
    })
  }

  async addUser(email: string): Promise<User> {
    const { rows } = await this.run(
      `insert into auth.users (instance_id, id, aud, role, email, email_confirmed_at)
       values ('00000000-0000-0000-0000-000000000000', gen_random_uuid(), 'authenticated', 'authenticated', $1, now())
       returning id`,
      [email],
    )
    return { id: rows[0].id, email }
  }

  /** Tells what is notified on a channel, for as long as the database is open. */
  async listen(channel: string, told: (payload: string) => void): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.#url })
    client.on('notification', (notification) => told(notification.payload ?? ''))
    await client.connect()
    await client.query(`listen ${pg.escapeIdentifier(channel)}`)
    return client
  }

  async close(): Promise<void> {
    await this.#pool.end()
  }

  async #inTransaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect()
    try {
      await client.query('begin')
      const result = await work(client)
      await client.query('commit')
      return result
    } catch (error) {
      await client.query('rollback')
      throw error
    } finally {
      client.release()
    }
  }
}
