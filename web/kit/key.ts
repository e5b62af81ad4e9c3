/** A key that nobody guesses and nothing repeats, 32 hex digits. `crypto.randomUUID` is missing on plain http outside localhost; random bytes are there. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('')
}
