import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import chromium, { inflate } from '@sparticuz/chromium'
import { chromium as playwright, type Browser, type Page } from 'playwright-core'

/** Where pages load supabase-js from; the version in it is checked by its integrity. */
const CDN = /^https:\/\/cdn\.jsdelivr\.net\/npm\/@supabase\/supabase-js@([^/]+)\/(.+)$/

/** A real headless Chromium, which an npm package brings with the libraries and fonts that it needs. */
export async function openBrowser(): Promise<Browser> {
  const { resolve } = createRequire(import.meta.url)
  const executablePath = await chromium.executablePath()
  await inflate(join(resolve('@sparticuz/chromium'), '../../bin/al2023.tar.br'))
  return await playwright.launch({
    executablePath,
    args: ['--no-sandbox'],
    env: {
      ...process.env,
      LD_LIBRARY_PATH: join(tmpdir(), 'al2023', 'lib'),
      // with its own fonts alone it ends as soon as a page needs another one
      ...(existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: join(tmpdir(), 'fonts') }),
    } as Record<string, string>,
  })
}

/** A page that can load supabase-js and reach 127.0.0.1, and nothing else. */
export async function openPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', colorScheme: 'light' })
  context.setDefaultTimeout(20_000)
  const { resolve } = createRequire(import.meta.url)
  await context.route(/^https:/, async (route) => {
    const [, version, file] = CDN.exec(route.request().url()) ?? []
    const content = file && (await readFile(resolve(`@supabase/supabase-js/${file}`)).catch(() => undefined))
    const { version: installed } = JSON.parse(await readFile(resolve('@supabase/supabase-js/package.json'), 'utf8'))
    if (!content || version !== installed) {
      return await route.abort()
    }
    await route.fulfill({
      body: content,
      contentType: 'text/javascript',
      headers: { 'access-control-allow-origin': '*' },
    })
  })
  return await context.newPage()
}
