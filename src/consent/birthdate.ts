/**
 * Is somebody with this birthdate under age for sure? `birthdate` as OpenID Connect Core §5.1 has it: YYYY-MM-DD, or YYYY alone; a
 * year of 0000, or anything else, says nothing. `from` in years, `now` in ms since the epoch; days are those of UTC.
 */
export function isUnderAge(birthdate: string, from: number, now: number): boolean {
  const told = /^(\d{4})(?:-(\d{2})-(\d{2}))?$/.exec(birthdate)
  if (told === null || told[1] === '0000') return false
  const [year, month, day] = told.slice(1).map(Number) as [number, number, number]
  const today = new Date(now)
  const years = today.getUTCFullYear() - year
  // By the year alone somebody may have had their birthday already.
  if (told[2] === undefined) return years >= 0 && years < from
  const hadBirthday = (today.getUTCMonth() + 1) * 100 + today.getUTCDate() >= month * 100 + day
  const age = hadBirthday ? years : years - 1
  return Date.UTC(year, month - 1, day) <= now && age < from
}
