/**
 * Whom caps are counted for and hidden goods remembered: a shopper by their random key, or a visitor by a keyed hash of what the
 * merchant's server calls them. Never both: a visitor is joined to nobody's profile.
 */
export type Whom =
  | { readonly personId: string; readonly visitorHash: null }
  | { readonly personId: null; readonly visitorHash: string }

/** Whom a decision was made for; null: for nobody who is known. */
export function whomOf(made: { personId: string | null; visitorHash: string | null }): Whom | null {
  if (made.personId !== null) return { personId: made.personId, visitorHash: null }
  return made.visitorHash === null ? null : { personId: null, visitorHash: made.visitorHash }
}

/** One text for each, without spaces. */
export const keyOfWhom = ({ personId, visitorHash }: Whom): string => personId ?? `visitor:${visitorHash}`
