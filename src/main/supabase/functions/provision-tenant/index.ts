// supabase/functions/provision-tenant: a signed-in user asks for a tenant.
import { projectOf } from './project.ts'
import { provisionTenant } from './provision-tenant.ts'

const project = projectOf((name) => Deno.env.get(name))

Deno.serve((request) => provisionTenant(request, project))
