const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** A text as it may stand in HTML, between tags and in a quoted attribute. */
export const html = (text: string): string => text.replace(/[&<>"']/g, (c) => ENTITIES[c]!)
