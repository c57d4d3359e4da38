// Copy this file to config.js. Both values are in the dashboard under Connect. Neither is a secret:
// what a user may see and do, the database decides. Never put a secret key (sb_secret_…) here.
export const project = {
  url: 'https://<project-ref>.supabase.co',
  key: 'sb_publishable_…',
}
