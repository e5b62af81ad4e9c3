import { hash } from 'node:crypto'

/**
 * All that is kept of a secret which its owner shows again: a session, a link, a code, a key. SHA-256 does, because each was drawn
 * at random, 192 bits and more: there is nothing to guess.
 */
export const hashOf = (secret: string): Buffer => hash('sha256', secret, 'buffer')
