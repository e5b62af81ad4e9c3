import { freePort, type Peer, startPeer } from './process.ts'

/** What the next answer is spoilt with, once. Events are those of oauth2-mock-server. */
export interface Spoilt {
  readonly event:
    | 'beforeTokenSigning'
    | 'beforeResponse'
    | 'beforeUserinfo'
    | 'beforeRevoke'
    | 'beforeAuthorizeRedirect'
  readonly status?: number
  readonly body?: unknown
  /** Claims that replace those of all tokens in the next answer. */
  readonly claims?: Readonly<Record<string, unknown>>
}

/** Starts oauth2-mock-server: it asks nobody who they are and has no data, but answers can be spoilt one by one. */
export async function startMock(): Promise<Peer<{ readonly issuer: string }> & { spoil(next: Spoilt): Promise<void> }> {
  const peer = await startPeer<{ readonly issuer: string }>('mock', 'oauth2-mock-server', { port: await freePort() })
  return {
    ...peer,
    async spoil(next) {
      await peer.tell(next)
    },
  }
}
