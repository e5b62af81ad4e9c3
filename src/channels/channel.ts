import type { Lang } from '../base/i18n.ts'

/** What a channel is asked to bring. */
export interface Notice {
  /** Same id on every channel, so that a person sees it once. */
  readonly id: string
  readonly title: string
  readonly body: string
  /** Absolute address that a touch opens. */
  readonly navigate: string
  readonly lang: Lang
  readonly tag: string
  readonly urgency: 'low' | 'normal' | 'high'
  readonly ttlSeconds: number
  /** Where and with what the phone says that it received and showed it. */
  readonly receipt: { readonly url: string; readonly token: string } | null
  readonly data: Readonly<Record<string, unknown>>
}

/** What came of it. `accepted` means stored at the service, not delivered. */
export type Outcome =
  | { readonly state: 'accepted' }
  | { readonly state: 'gone'; readonly detail: string }
  | { readonly state: 'failed'; readonly detail: string }
  /** `retryAfterMs`: how long the service wants to be left alone; null when it did not say. */
  | { readonly state: 'later'; readonly retryAfterMs: number | null; readonly detail: string }

/** What is posted to a service. */
export interface Asked {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | string
}

/** What it answered. */
export interface Answer {
  readonly status: number
  /** A header by its name in small letters; null when it was not sent. */
  header(name: string): string | null
  /** The beginning of the body. */
  readonly words: string
}

/** What a channel needs to send. */
export interface Means {
  /**
   * Posts to an address over TLS; no redirect is followed, and what leads into a private network is refused.
   * @throws Error when there was no answer
   */
  post(address: string, asked: Asked): Promise<Answer>
  /** Now, ms since the epoch. */
  readonly now: number
}

/** A way to reach a person, one file each in this folder. */
export interface Channel<Target, Secrets = Readonly<Record<string, string>>> {
  readonly id: string
  /** @returns what the service answered; throws only on a programmer's slip */
  send(notice: Notice, target: Target, secrets: Secrets, means: Means): Promise<Outcome>
}
