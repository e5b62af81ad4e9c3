import type { Text } from '../base/i18n.ts'
import manual from './manual.ts'

/** A carrier as people say it; one that is not known any more by its id. */
export function carrierName(id: string): Text {
  return id === manual.id ? manual.name : { zh: id, en: id }
}
