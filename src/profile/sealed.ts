import type { Text } from '../base/i18n.ts'
import type { Evidence, Interest } from './interest.ts'

/** Evidence as it stands sealed in the profile: a sentence and what it was made of, where it comes from, which facts. */
export interface KeptEvidence extends Pick<Evidence, 'verb' | 'count'> {
  readonly sentence: Text
  readonly source: Text
  readonly at: number
  readonly factIds: readonly string[]
}

/** An interest as it stands sealed in the profile. */
export interface KeptInterest extends Pick<Interest, 'categoryId' | 'weight' | 'parts'> {
  readonly evidence: readonly KeptEvidence[]
}

/** The sealed part of a profile: everything understood, and the part that offers may use. */
export interface SealedProfile {
  readonly interests: readonly KeptInterest[]
  readonly offers: readonly KeptInterest[]
}
