import type { Text } from '../base/i18n.ts'
import type { Connector, StreamSpec } from '../connectors/connector.ts'
import type { SiteSettings } from '../sites/site.ts'
import { type Consent, isCovered } from './consent.ts'

/** What is asked for by itself, never with anything else: sensitive data (PIPL article 29), data that crosses a border (article 39). */
export const APART = ['sensitive', 'abroad'] as const
/** One of the two. */
export type Apart = (typeof APART)[number]

/** One thing to be asked by itself, and in which words. */
export interface AskedApart {
  readonly what: Apart
  readonly text: Text
}

/** Between these data moves freely (GDPR article 1(3), EEA agreement annex XI). */
const EEA = new Set(
  'AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO'.split(' '),
)

/** Does data stay under one law between these two countries? */
export function isOneLaw(one: string, other: string): boolean {
  return one === other || (EEA.has(one) && EEA.has(other))
}

/**
 * What a stream needs a consent of its own for, beside the one to reading it: where its data is of the sensitive kind, and where it is
 * kept in, or comes from a provider of, another country than the shop's. A provider whose country nobody can know counts as abroad.
 */
export function apartOf(
  settings: Pick<SiteSettings, 'country' | 'keptIn'>,
  { names, country: theirs }: Pick<Connector, 'names' | 'country'>,
  { sensitive }: Pick<StreamSpec, 'sensitive'>,
): AskedApart[] {
  const asked: AskedApart[] = []
  if (sensitive !== undefined) asked.push({ what: 'sensitive', text: sensitive })
  const { country, keptIn } = settings
  if (country === null) return asked
  const isKeptAbroad = keptIn !== null && !isOneLaw(country, keptIn)
  const isFromAbroad = theirs !== undefined && (theirs === null || !isOneLaw(country, theirs))
  if (isKeptAbroad || isFromAbroad)
    asked.push({ what: 'abroad', text: abroadText(names, theirs, isKeptAbroad, keptIn) })
  return asked
}

function abroadText(
  names: Text,
  theirs: string | null | undefined,
  isKeptAbroad: boolean,
  keptIn: string | null,
): Text {
  if (isKeptAbroad)
    return {
      zh: `这些数据存放在境外（${placeIn(keptIn!, 'zh')}）`,
      en: `This data is kept abroad (${placeIn(keptIn!, 'en')})`,
    }
  return theirs == null
    ? {
        zh: `读取时要和${names.zh}的服务器往来，它可能在境外`,
        en: `Reading talks to a server of ${names.en}, which may be abroad`,
      }
    : {
        zh: `读取时要和境外（${placeIn(theirs, 'zh')}）的${names.zh}往来，对方会知道你在用本店`,
        en: `Reading talks to ${names.en} abroad (${placeIn(theirs, 'en')}), which learns that you use this shop`,
      }
}

/** A country by its name: 美国, United States. */
export function placeIn(country: string, lang: 'zh' | 'en'): string {
  return new Intl.DisplayNames([lang], { type: 'region' }).of(country) ?? country
}

/** May this stream be read: agreed to, and with it everything that is asked apart? */
export function mayRead(
  settings: Pick<SiteSettings, 'country' | 'keptIn'>,
  { id, descriptor }: { readonly id: string; readonly descriptor: Pick<Connector, 'names' | 'country' | 'streams'> },
  stream: string,
  inForce: readonly Consent[],
): boolean {
  const spec = descriptor.streams[stream]
  return (
    spec !== undefined &&
    isCovered(inForce, id, stream, 'read') &&
    apartOf(settings, descriptor, spec).every(({ what }) => isCovered(inForce, id, stream, what))
  )
}
