// Signs in, requests a tenant, and shows how it comes up. No build step; supabase-js comes with index.html.
import { project } from './config.js'
import { refusals, serviceNames, states } from './words.js'

const client = window.supabase.createClient(project.url, project.key)
const element = (id) => document.getElementById(id)

let userId

client.auth.onAuthStateChange((_event, session) => {
  // a token that is renewed changes nothing here
  if (session?.user.id !== userId || session === null) {
    userId = session?.user.id
    // not within the callback, in which supabase-js waits for itself
    setTimeout(() => void showUser(session))
  }
})

onSubmit('sign-in', async ({ email, password }) => {
  const { error } = await client.auth.signInWithPassword({ email, password })
  return error?.message
})

onSubmit('request', async ({ name, slug }) => {
  const { error } = await client.rpc('request_tenant', { name, slug })
  if (error) {
    return refusals[error.details] ?? 'This did not work. Please try again later.'
  }
  await showTenants()
})

element('sign-out').addEventListener('click', () => void client.auth.signOut())

async function showUser(session) {
  tellProblem()
  element('loading').hidden = true
  await Promise.all(client.getChannels().map((channel) => client.removeChannel(channel)))
  element('tenants').replaceChildren()
  element('sign-in').hidden = session !== null
  element('sign-out').hidden = session === null
  element('request').hidden = true
  if (session !== null) {
    await showTenants()
  }
}

/** Row level security shows each user his own. */
async function showTenants() {
  const { data: tenants, error } = await client
    .from('tenants')
    .select('id,name,slug')
    .neq('status', 'deleted')
    .order('created_at')
  if (error) {
    return tellProblem('Your workspaces cannot be read. Please load this page again.')
  }
  await client.realtime.setAuth()
  element('request').hidden = tenants.length > 0
  element('tenants').replaceChildren(...tenants.map(watched))
}

/** A section that follows the tenant for as long as somebody is signed in. */
function watched({ id, name, slug }) {
  const section = element('tenant').content.cloneNode(true).firstElementChild
  section.querySelector('h2').textContent = `${name} (${slug})`
  const live = section.querySelector('.live')
  const rows = new Map()
  const show = () => section.querySelector('tbody').replaceChildren(...tableRows(rows))

  const read = async () => {
    const { data, error } = await client
      .from('tenant_status')
      .select('service,state,url,version,message,since')
      .eq('tenant_id', id)
    if (error) {
      live.textContent = 'The state cannot be read. Please load this page again.'
      return
    }
    rows.clear()
    data.forEach((row) => rows.set(row.service, row))
    live.textContent = data.length > 0 ? 'Live: changes appear by themselves.' : 'Requested. Nothing has started yet.'
    show()
  }

  client
    .channel(`tenant:${id}`, { config: { private: true } })
    .on('broadcast', { event: 'tenant_status' }, ({ payload }) => {
      if (payload.removed) {
        rows.delete(payload.service)
      } else {
        rows.set(payload.service, payload)
      }
      live.textContent = `${nameOf(payload.service)}: ${payload.removed ? 'removed' : states[payload.state]}`
      show()
    })
    .subscribe((state) => {
      if (state === 'SUBSCRIBED') {
        // also after each reconnect: what changed meanwhile is not sent again
        void read()
      } else if (state !== 'CLOSED') {
        live.textContent = 'The connection was lost. Trying again …'
      }
    })
  return section
}

/** The tenant as a whole first. */
function tableRows(rows) {
  const first = (row) => (row.service === 'tenant' ? '' : row.service)
  return [...rows.values()].sort((a, b) => first(a).localeCompare(first(b))).map(tableRow)
}

function tableRow({ service, state, url, version, message, since }) {
  const row = document.createElement('tr')
  const title = cell(service === 'tenant' || !isWebAddress(url) ? nameOf(service) : link(url, nameOf(service)), 'th')
  title.scope = 'row'
  const word = cell(states[state] ?? state)
  word.className = `state ${state}`
  const time = document.createElement('time')
  time.dateTime = since
  time.textContent = new Date(since).toLocaleString()
  row.append(title, word, cell(time), cell(version ?? ''), cell(message ?? ''))
  return row
}

function cell(content, name = 'td') {
  const made = document.createElement(name)
  made.append(content)
  return made
}

function link(url, text) {
  const made = document.createElement('a')
  made.href = url
  made.rel = 'noreferrer'
  made.textContent = text
  return made
}

function isWebAddress(url) {
  return /^https?:\/\//.test(url ?? '')
}

function nameOf(service) {
  return serviceNames[service] ?? service
}

/** Hands the fields in; what comes back is told as a problem. */
function onSubmit(id, act) {
  element(id).addEventListener('submit', async (event) => {
    event.preventDefault()
    const form = event.currentTarget
    const button = form.querySelector('button')
    tellProblem()
    button.disabled = true
    try {
      tellProblem(await act(Object.fromEntries(new FormData(form))))
    } finally {
      button.disabled = false
    }
  })
}

function tellProblem(text = '') {
  element('problem').textContent = text
  element('problem').hidden = text === ''
}
