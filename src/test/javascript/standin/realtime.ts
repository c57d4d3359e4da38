import { WebSocketServer, type WebSocket } from 'ws'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type pg from 'pg'
import type { Database } from './database.ts'
import type { Claims, Tokens } from './tokens.ts'

/** A message of Phoenix, whichever version of the protocol it came in. */
interface Message {
  readonly joinRef: string | null
  readonly ref: string | null
  readonly topic: string
  readonly event: string
  readonly payload: Record<string, unknown>
}

interface Binding {
  readonly id: number
  readonly event: string
  readonly schema: string
  readonly table?: string
  readonly filter?: string
}

interface Subscription {
  readonly joinRef: string | null
  readonly isPrivate: boolean
  readonly bindings: Binding[]
  claims: Claims
}

interface RowChange {
  readonly schema: string
  readonly table: string
  readonly type: string
  readonly record: Record<string, unknown> | null
  readonly old_record: Record<string, unknown> | null
}

const CHANNEL = 'standin_realtime'

/** Tells the stand-in of what Realtime reads from the log of the database. */
const TRIGGERS = `
  create or replace function realtime.standin_message() returns trigger language plpgsql security definer as $$
  begin
    perform pg_notify('${CHANNEL}', jsonb_build_object('message', new.id)::text);
    return null;
  end $$;
  create or replace trigger standin after insert on realtime.messages
    for each row execute function realtime.standin_message();
  create or replace function realtime.standin_change() returns trigger language plpgsql security definer as $$
  begin
    perform pg_notify('${CHANNEL}', jsonb_build_object('schema', tg_table_schema, 'table', tg_table_name,
      'type', tg_op, 'record', to_jsonb(new), 'old_record', to_jsonb(old))::text);
    return null;
  end $$;
  create or replace trigger standin after insert or update or delete on public.tenant_status
    for each row execute function realtime.standin_change();
`

/**
 * Supabase Realtime, as far as pages watch a tenant: messages that the database sends on private
 * channels, and changes of rows in the publication.
 *
 * @see https://github.com/supabase/realtime lib/realtime_web/channels/realtime_channel.ex
 */
export class Realtime {
  readonly #database: Database
  readonly #tokens: Tokens
  readonly #server = new WebSocketServer({ noServer: true })
  readonly #subscriptions = new Map<WebSocket, Map<string, Subscription>>()
  readonly #versions = new Map<WebSocket, string>()
  #listener: pg.Client | undefined
  #reachable = true
  #bindings = 0

  constructor(database: Database, tokens: Tokens) {
    this.#database = database
    this.#tokens = tokens
  }

  async start(): Promise<void> {
    await this.#database.run(TRIGGERS)
    this.#listener = await this.#database.listen(CHANNEL, (payload) => void this.#told(JSON.parse(payload)))
  }

  /** Ends all connections and takes no new one before {@link reconnect}. */
  disconnect(): void {
    this.#reachable = false
    this.#server.clients.forEach((socket) => socket.terminate())
  }

  reconnect(): void {
    this.#reachable = true
  }

  async close(): Promise<void> {
    this.disconnect()
    this.#server.close()
    await this.#listener?.end()
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (!this.#reachable) {
      socket.destroy()
      return
    }
    this.#server.handleUpgrade(request, socket, head, (opened) => {
      this.#subscriptions.set(opened, new Map())
      this.#versions.set(opened, new URL(request.url ?? '', 'http://x').searchParams.get('vsn') ?? '1.0.0')
      opened.on('message', (data) => void this.#received(opened, decoded(String(data))))
      opened.on('close', () => {
        this.#subscriptions.delete(opened)
        this.#versions.delete(opened)
      })
    })
  }

  async #received(socket: WebSocket, message: Message): Promise<void> {
    const subscriptions = this.#subscriptions.get(socket)
    switch (message.event) {
      case 'heartbeat':
        return this.#reply(socket, message, 'ok', {})
      case 'phx_join':
        return await this.#join(socket, message)
      case 'access_token': {
        const claims = this.#tokens.claims(String(message.payload['access_token']))
        const subscription = subscriptions?.get(message.topic)
        if (claims && subscription) {
          subscription.claims = claims
        }
        return
      }
      case 'phx_leave':
        subscriptions?.delete(message.topic)
        this.#reply(socket, message, 'ok', {})
        return this.#send(socket, { ...message, event: 'phx_close', payload: {} })
    }
  }

  async #join(socket: WebSocket, message: Message): Promise<void> {
    const config = message.payload['config'] as { private?: boolean; postgres_changes?: Omit<Binding, 'id'>[] }
    const claims = this.#tokens.claims(String(message.payload['access_token'] ?? '')) ?? { role: 'anon' }
    const topic = message.topic.replace(/^realtime:/, '')
    if (config.private && !(await this.#mayRead(claims, topic))) {
      const reason = `Unauthorized: You do not have permissions to read from this Channel topic: ${topic}`
      return this.#reply(socket, message, 'error', { reason })
    }
    const bindings = (config.postgres_changes ?? []).map((binding) => ({ ...binding, id: ++this.#bindings }))
    const isPrivate = config.private ?? false
    this.#subscriptions.get(socket)?.set(message.topic, { joinRef: message.joinRef, isPrivate, bindings, claims })
    this.#reply(socket, message, 'ok', { postgres_changes: bindings })
    if (bindings.length > 0) {
      const payload = {
        channel: topic,
        extension: 'postgres_changes',
        message: 'Subscribed to PostgreSQL',
        status: 'ok',
      }
      this.#send(socket, { ...message, ref: null, event: 'system', payload })
    }
  }

  /** Realtime writes a message on the channel, sees whether the caller can read it, and takes it back. */
  async #mayRead(claims: Claims, topic: string): Promise<boolean> {
    const undo = new Error('undone')
    let readable = false
    await this.#database
      .as(claims, async (client) => {
        await client.query('reset role')
        const { rows } = await client.query(
          "insert into realtime.messages (topic, extension) values ($1, 'broadcast') returning id",
          [topic],
        )
        await client.query("select set_config('realtime.topic', $1, true)", [topic])
        await client.query(`set local role ${claims.role === 'anon' ? 'anon' : 'authenticated'}`)
        readable = (await client.query('select from realtime.messages where id = $1', [rows[0].id])).rowCount === 1
        throw undo
      })
      .catch((error: unknown) => {
        if (error !== undo) {
          throw error
        }
      })
    return readable
  }

  async #told(told: { message: string } | RowChange): Promise<void> {
    if ('message' in told) {
      const { rows } = await this.#database.run('select * from realtime.messages where id = $1', [told.message])
      const { topic, event, payload, private: isPrivate } = rows[0]
      this.#each((socket, joined, subscription) => {
        if (joined === `realtime:${topic}` && subscription.isPrivate === isPrivate) {
          const broadcast = { type: 'broadcast', event, payload: { ...payload, id: told.message } }
          this.#send(socket, { joinRef: null, ref: null, topic: joined, event: 'broadcast', payload: broadcast })
        }
      })
      return
    }
    this.#each((socket, joined, subscription) => {
      const ids = subscription.bindings.filter((binding) => matches(binding, told)).map((binding) => binding.id)
      if (ids.length > 0) {
        void this.#tellOfChange(socket, joined, subscription, ids, told)
      }
    })
  }

  /** To those who may see the row; of a deletion everybody is told its key. */
  async #tellOfChange(
    socket: WebSocket,
    topic: string,
    subscription: Subscription,
    ids: number[],
    change: RowChange,
  ): Promise<void> {
    const { tenant_id, service } = (change.record ?? change.old_record) as Record<string, unknown>
    const visible =
      change.type === 'DELETE' ||
      (await this.#database.as(
        subscription.claims,
        async (client) =>
          (
            await client.query('select from public.tenant_status where tenant_id = $1 and service = $2', [
              tenant_id,
              service,
            ])
          ).rowCount === 1,
      ))
    if (visible) {
      const data = {
        schema: change.schema,
        table: change.table,
        type: change.type,
        commit_timestamp: new Date().toISOString(),
        columns: Object.keys(change.record ?? {}).map((name) => ({ name, type: 'text' })),
        record: change.record ?? {},
        old_record: change.type === 'INSERT' ? {} : { tenant_id, service },
        errors: null,
      }
      this.#send(socket, { joinRef: null, ref: null, topic, event: 'postgres_changes', payload: { ids, data } })
    }
  }

  #each(told: (socket: WebSocket, topic: string, subscription: Subscription) => void): void {
    for (const [socket, subscriptions] of this.#subscriptions) {
      subscriptions.forEach((subscription, topic) => told(socket, topic, subscription))
    }
  }

  #reply(socket: WebSocket, to: Message, status: string, response: object): void {
    this.#send(socket, { ...to, event: 'phx_reply', payload: { status, response } })
  }

  #send(socket: WebSocket, { joinRef, ref, topic, event, payload }: Message): void {
    const isFirst = this.#versions.get(socket)?.startsWith('1.')
    socket.send(JSON.stringify(isFirst ? { ref, topic, event, payload } : [joinRef, ref, topic, event, payload]))
  }
}

function decoded(text: string): Message {
  const message = JSON.parse(text)
  if (Array.isArray(message)) {
    const [joinRef, ref, topic, event, payload] = message
    return { joinRef, ref, topic, event, payload }
  }
  return {
    joinRef: message.join_ref ?? null,
    ref: message.ref,
    topic: message.topic,
    event: message.event,
    payload: message.payload,
  }
}

function matches(binding: Binding, change: RowChange): boolean {
  const [column, condition] = (binding.filter ?? '').split('=')
  const row = change.record ?? change.old_record ?? {}
  return (
    (binding.event === '*' || binding.event === change.type) &&
    binding.schema === change.schema &&
    (binding.table === undefined || binding.table === change.table) &&
    // Realtime cannot filter deletions
    (!column || change.type === 'DELETE' || condition === `eq.${String(row[column])}`)
  )
}
