import { defineConfig } from 'vitest/config'

/** For what may only be tried where no other machine can be reached; started by `unshare -n`. */
export default defineConfig({
  cacheDir: 'node_modules/.cache/vite-alone',
  test: { include: ['test/forbidden-addresses.ts'], pool: 'forks' },
})
