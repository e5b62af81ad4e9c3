import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// The tests against real providers: heavy, one after the other, and never part of `npm test`.
export default defineConfig({
  root: join(import.meta.dirname, '../..'),
  publicDir: false,
  cacheDir: 'node_modules/.cache/vite-peers',
  test: {
    include: ['test/peers/*.test.ts'],
    exclude: ['**/node_modules/**'],
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
    globalSetup: ['test/harness/global.ts'],
    setupFiles: ['test/peers/setup.ts'],
    reporters: [['default', { summary: false }], './test/harness/reporter.ts'],
    // A Solid server is up in a quarter of a minute when the machine has nothing else to do.
    testTimeout: 120_000,
    hookTimeout: 240_000,
    teardownTimeout: 20_000,
  },
})
