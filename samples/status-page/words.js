// What this page says to customers. Change it as you like: the keys are fixed, see docs/supabase-contract.md.
export const states = {
  setting_up: 'Being set up',
  ready: 'Ready',
  degraded: 'Has trouble',
  suspended: 'Suspended',
  blocked: 'Waits for support',
  off: 'Switched off',
}

export const serviceNames = {
  tenant: 'All together',
  botpress: 'Botpress',
  chatwoot: 'Chatwoot',
  n8n: 'n8n',
  odoo: 'Odoo',
}

export const refusals = {
  not_signed_in: 'Please sign in first.',
  anonymous_user: 'Please link an e-mail address to your account first.',
  user_banned: 'This account is blocked.',
  too_many_tenants: 'You have as many workspaces as you can have.',
  name_or_slug_missing: 'Please give a name and a short name.',
  name_not_allowed: 'A name has 1 to 200 characters.',
  slug_not_allowed: 'This short name cannot be used. Please follow the rule below it.',
  slug_reserved: 'This short name is reserved. Please choose another one.',
  slug_taken: 'Somebody has this short name already. Please choose another one.',
  domain_not_allowed: 'This domain cannot be used.',
  domain_reserved: 'This domain is reserved.',
  domain_taken: 'Somebody has this domain already.',
}
