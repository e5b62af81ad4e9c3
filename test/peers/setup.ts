import { vi } from 'vitest'

vi.mock('../../src/connectors/load.ts', async (original) => {
  const real = await original<typeof import('../../src/connectors/load.ts')>()
  const { here } = await import('./here.ts')
  return {
    ...real,
    async loadConnectors(more?: readonly string[]) {
      const found = await real.loadConnectors(more)
      return { ...found, connectors: new Map([...found.connectors, ...here]) }
    },
  }
})
