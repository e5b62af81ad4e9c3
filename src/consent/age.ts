/** What stands of somebody's age. */
export type Age = 'unsaid' | 'under' | 'of-age'

/** What was said of somebody's age. */
export interface SaidAge {
  readonly age: Age
  /** ms since the epoch. */
  readonly ageAt: number | null
  /** Themselves, or an account that tells a birthdate. */
  readonly ageBy: 'self' | 'account' | null
  /** The limit that was asked about, in years; null: not known any more. */
  readonly ageOf: number | null
}

/** What stands at this limit: whoever is older than 14 has said nothing of 18. */
export function standingAge({ age, ageOf }: Pick<SaidAge, 'age' | 'ageOf'>, limit: number | null): Age {
  return age === 'of-age' && limit !== null && ageOf !== null && ageOf < limit ? 'unsaid' : age
}

/** May somebody say that they are of age? Not where an account said that they are not. */
export const mayTakeBack = ({ age, ageBy }: Pick<SaidAge, 'age' | 'ageBy'>): boolean =>
  age !== 'under' || ageBy !== 'account'
