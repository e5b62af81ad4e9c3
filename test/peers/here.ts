import type { Connector } from '../../src/connectors/connector.ts'

/**
 * Descriptors that lead to a peer instead of to the real service; everything else of them is as it stands in the product. A file of
 * tests fills this before it starts a shop, and `setup.ts` gives it to the shop.
 */
export const here = new Map<string, Connector>()
