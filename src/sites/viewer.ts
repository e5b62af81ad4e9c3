import type { Lang } from '../base/i18n.ts'
import type { Site } from './site.ts'

/** Whose view it is, and in which language. */
export interface Viewer {
  readonly site: Site
  readonly personId: string
  readonly lang: Lang
}
