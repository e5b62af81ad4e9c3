import type { ComponentChildren } from 'preact'
import type { Text } from '../../src/base/i18n.ts'
import type { StreamProgress } from './reading.tsx'

/** One thing that was read. */
export interface Fact {
  readonly id: string
  readonly stream: string
  readonly sentence: string
  readonly source: string
  readonly readAt: string
  readonly expiresAt: string
  readonly receiptId: string
  readonly categories: readonly { readonly categoryId: string; readonly label: string }[]
}
/** Something the shopper cares about, and why we think so. */
export interface Interest {
  readonly categoryId: string
  readonly label: string
  readonly weight: number
  readonly evidence: readonly { sentence: string; source: string; at: string }[]
}
/** What the shopper said of an interest. */
export interface Correction {
  readonly categoryId: string
  readonly label: string
  readonly strength: 'strong' | 'some' | 'faint' | null
  readonly instead: { readonly categoryId: string; readonly label: string } | null
}

/** What the server says of everything held about the shopper. */
export interface Data {
  readonly accounts: readonly {
    id: string
    connector: string
    name: string | null
    picture: string | null
    connectedAt: string
  }[]
  readonly streams: readonly (StreamProgress & { accountId: string; facts: number })[]
  readonly facts: { readonly items: readonly Fact[]; readonly next: string | null }
  readonly interests: readonly Interest[]
  readonly denied: readonly { categoryId: string; label: string }[]
  readonly corrections: readonly Correction[]
  readonly personalOffers: { readonly on: boolean }
  readonly receipts: readonly {
    id: string
    connector: string
    stream: string
    purpose: 'read' | 'profile' | 'offers' | 'sensitive' | 'abroad'
    given: boolean
    /** Which wording was shown, and in which language. */
    textVersion: string
    lang: 'zh' | 'en'
    how: 'sheet' | 'my-data' | 'offer' | 'erase' | 'merge' | 'unlink' | 'age'
    at: string
  }[]
  readonly offersSeen: { readonly count: number }
}

/** What a part of the page is given: the data, and how to change something and see it anew. */
export interface Parts {
  readonly data: Data
  readonly change: (work: () => Promise<unknown>) => void
}

/** A kind of goods of this shop. */
export interface Category {
  readonly id: string
  readonly label: Text
}

/** A part of the page under its heading. */
export function Section({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section>
      <h2>{title}</h2>
      {children}
    </section>
  )
}
