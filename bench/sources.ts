import type { Part } from './measure.ts'

/** Sign-in and open data sources. Each part is loaded when it is its turn. */
export const SOURCES: readonly Part[] = [
  {
    name: 'connectors',
    keys: ['connectors', 'connectors_with_data', 'connectors_run_against_real', 'median_descriptor_lines'],
    run: async (bench) => (await import('./sources/connectors.ts')).connectors(bench),
  },
  {
    name: 'sign-in',
    keys: ['signin_per_s', 'signin_ms_p50', 'signin_vs_openid_client'],
    run: async (bench) => (await import('./sources/sign-in.ts')).signIns(bench),
  },
  {
    name: 'reading',
    keys: ['facts_per_s', 'profile_from_10k_facts_ms'],
    run: async (bench) => (await import('./sources/reading.ts')).reading(bench),
  },
  {
    name: 'withdraw',
    keys: ['withdraw_effective_ms'],
    run: async (bench) => (await import('./sources/withdraw.ts')).withdrawals(bench),
  },
  {
    name: 'erase',
    keys: ['erase_ms_100k_facts'],
    run: async (bench) => (await import('./sources/erase.ts')).erasure(bench),
  },
  {
    name: 'bad-providers',
    keys: ['bad_provider_cases', 'bad_provider_passed'],
    run: async (bench) => (await import('./sources/bad-providers.ts')).badProviders(bench),
  },
]
