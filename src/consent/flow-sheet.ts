import { iso } from '../base/clock.ts'
import { type Lang, say } from '../base/i18n.ts'
import type { Connector } from '../connectors/connector.ts'
import type { Site } from '../sites/site.ts'
import { mayTakeBack, type SaidAge, standingAge } from './age.ts'
import { apartOf } from './apart.ts'
import { type Consent, type Receipt, shownOf, shownVersion } from './consent.ts'

/** What is asked of somebody's age, and what they said; `from` null: nobody is asked here. */
export function ageView({ settings: { minorAge } }: Pick<Site, 'settings'>, said: SaidAge) {
  const { ageAt } = said
  return {
    from: minorAge,
    said: standingAge(said, minorAge),
    at: ageAt === null ? null : iso(ageAt),
    mayTakeBack: mayTakeBack(said),
  }
}

/** What a stream is asked for by itself, each with its text, that text's version, and how it stands. */
export function apartSheet(
  { settings }: Pick<Site, 'settings'>,
  { id, descriptor }: { readonly id: string; readonly descriptor: Pick<Connector, 'names' | 'country' | 'streams'> },
  stream: string,
  inForce: readonly Consent[],
  lang: Lang,
) {
  return apartOf(settings, descriptor, descriptor.streams[stream]!).map(({ what, text }) => {
    const consent = inForce.find((c) => c.connector === id && c.stream === stream && c.purpose === what)
    return {
      what,
      text: say(text, lang),
      textVersion: shownVersion(text),
      given: consent !== undefined,
      at: consent === undefined ? null : iso(consent.at),
    }
  })
}

/**
 * Was somebody asked about this source, in the words it has now? A refusal is an answer too; where the words of a stream they answered
 * are others since, they are asked again.
 */
export function isAnswered(
  { id, descriptor }: { readonly id: string; readonly descriptor: Pick<Connector, 'streams'> },
  receipts: readonly Receipt[],
): boolean {
  const mine = receipts.filter((r) => r.connector === id && r.purpose === 'read')
  return (
    mine.length > 0 &&
    Object.entries(descriptor.streams).every(([stream, spec]) => {
      const last = mine.find((r) => r.stream === stream)
      return last === undefined || last.textVersion === shownOf(spec)
    })
  )
}
