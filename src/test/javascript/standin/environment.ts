import { fileURLToPath } from 'node:url'

/** A file of the checkout, by its path from the top; the compiled tests are in src/test/javascript/build. */
export function inCheckout(path: string): string {
  return fileURLToPath(new URL(`../../../../../../../${path}`, import.meta.url))
}

/** What JavaScriptTest hands in. */
export function required(name: string): string {
  const value = process.env[name]
  if (!value) {
    throw new Error(`${name} is not set: run the tests by JavaScriptTest, which starts the database`)
  }
  return value
}
