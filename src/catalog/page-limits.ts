/** How much of a page is taken. The tag cuts to the same lengths, so a longer one was not sent by it. */
export const PAGE_LIMITS = {
  /** Characters. */
  url: 2048,
  title: 300,
  heading: 200,
  headings: 20,
  text: 8000,
  /** JSON-LD blocks on one page, and the characters of one. */
  jsonLd: 10,
  jsonLdBlock: 20_000,
  openGraph: 40,
  openGraphValue: 1000,
  /** Bytes of the whole description as JSON; what an HTTP body limit should allow for it. */
  body: 64_000,
} as const
