import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Results of the web build must not be picked up, and tests need none of Vite's own public folder.
  publicDir: false,
  cacheDir: 'node_modules/.cache/vite',
  test: {
    include: ['{src,web,demo,test,examples,bench}/**/*.test.ts'],
    // The real providers are heavy and have packages of their own: `npm run test:peers`.
    exclude: ['**/node_modules/**', '**/dist/**', 'test/fixtures/**', 'test/peers/**'],
    pool: 'forks',
    // Two cores is the machine that everything is measured on; browsers and PostgreSQL want their share too.
    maxWorkers: 2,
    globalSetup: ['test/harness/global.ts'],
    reporters: [['default', { summary: false }], './test/harness/reporter.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
  },
})
