import type { Consent, Purpose, Receipt } from '../consent/consent.ts'

/** What one of two people who become one has said so far. */
export interface Side {
  readonly inForce: readonly Consent[]
  /** All of theirs, youngest first. */
  readonly receipts: readonly Pick<Receipt, 'connector' | 'stream' | 'purpose' | 'given'>[]
  /** Kinds of account they have. */
  readonly connectors: ReadonlySet<string>
}

/** A yes that does not stand after merging, because the other of the two said no. */
export interface Withdrawn {
  readonly connector: string
  readonly stream: string
  readonly purposes: readonly Purpose[]
}

const keyOf = ({ connector, stream }: { connector: string; stream: string }) => JSON.stringify([connector, stream])

/** Was their last word on this a no? */
function saidNo(side: Side, of: { connector: string; stream: string }, purpose: Purpose): boolean {
  const isSame = (c: { connector: string; stream: string; purpose: Purpose }) =>
    c.connector === of.connector && c.stream === of.stream && c.purpose === purpose
  return !side.inForce.some(isSame) && side.receipts.find(isSame)?.given === false
}

/**
 * What is in force when two people become one. A no never becomes a yes:
 * - a stream of an account is read where its own person agreed to that: the other one's account of the same kind is not, since how
 *   far an account is read stands with the account and begins only with a yes;
 * - what is read without an account (declared, of this site, archives) is one stream from now on: a no of either holds;
 * - what may be made of a stream (profile, offers): everybody who has something read of it must have agreed to that.
 * Of two that agreed the later answer is the one that stands.
 */
export function mergeConsents(a: Side, b: Side): { inForce: Consent[]; withdrawn: Withdrawn[] } {
  const all = [...a.inForce, ...b.inForce]
  const streams = new Map(all.map(({ connector, stream }) => [keyOf({ connector, stream }), { connector, stream }]))
  const inForce: Consent[] = []
  const withdrawn: Withdrawn[] = []
  for (const of of streams.values()) {
    const isOfAccounts = a.connectors.has(of.connector) || b.connectors.has(of.connector)
    const here = all.filter((c) => keyOf(c) === keyOf(of))
    const purposes = [...new Set(here.map((c) => c.purpose))]
    const stands = (purpose: Purpose): boolean => {
      if (!isOfAccounts && (saidNo(a, of, purpose) || saidNo(b, of, purpose))) return false
      if (purpose === 'read') return true
      return [a, b].every(({ inForce: said }) => {
        const mine = said.filter((c) => keyOf(c) === keyOf(of))
        return mine.length === 0 || mine.some((c) => c.purpose === purpose)
      })
    }
    // Without reading nothing stands that was agreed to with it.
    const isRead = !purposes.includes('read') || stands('read')
    const kept = purposes.filter((purpose) => isRead && stands(purpose))
    const gone = purposes.filter((purpose) => !kept.includes(purpose))
    for (const purpose of kept) inForce.push(latest(here.filter((c) => c.purpose === purpose)))
    if (gone.length > 0) withdrawn.push({ ...of, purposes: gone })
  }
  return { inForce, withdrawn }
}

const latest = (consents: readonly Consent[]): Consent => consents.reduce((best, c) => (c.at > best.at ? c : best))

/** How a person's switch of personal offers stands. */
export type OffersSwitch = 'unset' | 'on' | 'off'

/** The stricter of two switches: off wins, then whoever set it at all. */
export function stricterSwitch(a: OffersSwitch, b: OffersSwitch): OffersSwitch {
  if (a === 'off' || b === 'off') return 'off'
  return a === 'on' || b === 'on' ? 'on' : 'unset'
}
