import { inject } from 'vitest'

/** One test file's own database, with all migrations applied. */
export interface FreshDatabase {
  readonly url: string
  /** Removes it, open connections included. Whatever is not dropped goes at the end of the run. */
  drop(): Promise<void>
}

/**
 * Makes a database for this test file alone by copying the migrated template (some 30 ms). The first call of a run also
 * starts the PostgreSQL that all files share.
 * @throws Error with the server's reason when there is no database to be had
 */
export async function freshDatabase(): Promise<FreshDatabase> {
  const broker = inject('databaseBroker')
  const { name, url } = (await ask(broker)) as { name: string; url: string }
  return {
    url,
    async drop() {
      await ask(`${broker}?${name}`)
    },
  }
}

async function ask(address: string): Promise<unknown> {
  const response = await fetch(address)
  const text = await response.text()
  if (!response.ok) throw new Error(`the test run has no database: ${text}`)
  return JSON.parse(text)
}
