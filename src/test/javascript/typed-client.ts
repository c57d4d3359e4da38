import type { SupabaseClient } from '@supabase/supabase-js'
import type { Database } from '../../main/supabase/types/database.ts'

/** Compiles as long as the types of the tables are of use to programs with supabase-js. */
export async function typedUse(supabase: SupabaseClient<Database>): Promise<string[]> {
  const { data: id } = await supabase.rpc('request_tenant', { name: 'Acme', slug: 'acme' })
  const { data: rows } = await supabase
    .from('tenant_status')
    .select('service,state,url')
    .eq('tenant_id', id ?? '')
  // @ts-expect-error there is no such column
  await supabase.from('tenant_status').update({ phase: 'ready' })
  // @ts-expect-error a tenant needs a name
  await supabase.rpc('request_tenant', { slug: 'acme' })
  return (rows ?? []).map(({ service, state, url }) => `${service} ${state} ${url ?? ''}`)
}
