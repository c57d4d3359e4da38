/** Where the project's Data API is, and the key that every page has as well. Neither is a secret. */
export interface Project {
  readonly url: string
  readonly publishableKey: string
}

/** What the platform tells each function, whichever kind of keys the project has. */
export function projectOf(env: (name: string) => string | undefined): Project {
  const url = env('SUPABASE_URL')
  const publishableKey = publishable(env('SUPABASE_PUBLISHABLE_KEYS')) ?? env('SUPABASE_ANON_KEY')
  if (!url || !publishableKey) {
    throw new Error('The function needs SUPABASE_URL, and SUPABASE_PUBLISHABLE_KEYS or SUPABASE_ANON_KEY')
  }
  return { url: url.replace(/\/+$/, ''), publishableKey }
}

/** Of `{"default": "sb_publishable_…"}` the default one, else any. */
function publishable(keys: string | undefined): string | undefined {
  if (!keys) {
    return undefined
  }
  const byName = JSON.parse(keys) as Record<string, string>
  return byName['default'] ?? Object.values(byName)[0]
}
