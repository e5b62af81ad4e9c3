import { defineConfig, type TestProjectConfiguration } from 'vitest/config'

// The real providers are heavy and have packages of their own: `npm run test:peers`.
const exclude = ['**/node_modules/**', '**/dist/**', 'test/fixtures/**', 'test/peers/**']
// Results of the web build must not be picked up, and tests need none of Vite's own public folder.
const folders = { publicDir: false, cacheDir: 'node_modules/.cache/vite' } as const
const patience = { testTimeout: 20_000, hookTimeout: 60_000, teardownTimeout: 20_000 }

/** Tests beside what they test need no process each: pure rules, and what wraps a thread. */
const beside: TestProjectConfiguration = {
  ...folders,
  test: { name: 'beside', include: ['{src,web,demo,bench}/**/*.test.ts'], exclude, isolate: false, ...patience },
}
/** Journeys and contracts change what a process has: clocks, environment, servers. */
const whole: TestProjectConfiguration = {
  ...folders,
  test: { name: 'whole', include: ['{test,examples}/**/*.test.ts'], exclude, ...patience },
}

export default defineConfig({
  ...folders,
  test: {
    projects: [whole, beside],
    pool: 'forks',
    // Two cores is the machine that everything is measured on; browsers and PostgreSQL want their share too.
    maxWorkers: 2,
    globalSetup: ['test/harness/global.ts'],
    reporters: [['default', { summary: false }], './test/harness/reporter.ts'],
  },
})
