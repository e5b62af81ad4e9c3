import { isRecord, listOf, textOf, withQuery } from './answer.ts'
import { type ApiAnswer, type Finding, type FoundServer, Mistyped, type Raw, type Subject } from './connector.ts'
import {
  isSameIssuer,
  type Metadata,
  metadataFrom,
  objectOf,
  originOf,
  type Search,
  serverTyped,
  typedText,
} from './find.ts'

/** Services of the network that belong to nobody's account: others in a test, or where a merchant runs their own. */
export interface Network {
  /** Where a `did:plc` is looked up. */
  readonly directory: string
  /** Tells of handles that only DNS knows, and what a liked post says; null: not asked. */
  readonly appView: string | null
}

/** The network that Bluesky is on. */
export const PUBLIC_NETWORK: Network = { directory: 'https://plc.directory', appView: 'https://public.api.bsky.app' }

/** https://atproto.com/specs/handle; in small letters. */
const HANDLE = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/
/** The two methods of https://atproto.com/specs/did; a port only on localhost. */
const DID = /^did:(plc:[a-z2-7]{24}|web:([a-zA-Z0-9-]+\.)+[a-zA-Z]{2,}|web:localhost(%3A\d+)?)$/

/** Is this the DID of an account? */
export const isDid = (value: unknown): value is string => typeof value === 'string' && DID.test(value)

/** Three places may know a handle; one that is not there or will not say leaves it to the next. @throws Error when none does */
function* didOf(handle: string, { appView }: Network): Search<string> {
  const resolve = (host: string) => withQuery(`${host}/xrpc/com.atproto.identity.resolveHandle`, { handle })
  const places = [`https://${handle}/.well-known/atproto-did`, resolve(`https://${handle}`)]
  let failure: unknown = new Error('nobody knows this handle')
  for (const url of appView === null ? places : [...places, resolve(appView)]) {
    try {
      const { status, body }: ApiAnswer = yield { url, token: 'none' }
      const did = textOf(isRecord(body) ? body.did : body, 2048).trim()
      if (status === 200 && isDid(did)) return did
    } catch (error) {
      // Told only when nobody else knows it.
      failure = error
    }
  }
  throw failure
}

/** The document of a DID. @throws Error when it is another's */
function* documentOf(did: string, { directory }: Network): Search<Raw> {
  const host = did.slice('did:web:'.length).replace('%3A', ':')
  const scheme = host.startsWith('localhost') ? 'http' : 'https'
  const url = did.startsWith('did:plc:') ? `${directory}/${did}` : `${scheme}://${host}/.well-known/did.json`
  const document = objectOf(yield { url, token: 'none' }, 'the DID document')
  if (document.id !== did) throw new Error('the DID document is of another account')
  return document
}

/** Where the account lives. @throws Error when its document does not say */
function pdsOf(document: Raw): string {
  const service = listOf(document.service)
    .filter(isRecord)
    .find((one) => textOf(one.id).endsWith('#atproto_pds') && one.type === 'AtprotoPersonalDataServer')
  return originOf(textOf(service?.serviceEndpoint))
}

/** Who authorises at this PDS (RFC 9728). @throws Error when it does not say, or when that one does not serve accounts */
function* authorityOf(pds: string): Search<Metadata> {
  const url = `${pds}/.well-known/oauth-protected-resource`
  const { authorization_servers: all } = objectOf(yield { url, token: 'none' }, `the metadata of ${pds}`)
  const metadata = yield* metadataFrom(originOf(textOf(listOf(all)[0])), 'oauth-authorization-server')
  if (!listOf(metadata.scopes_supported).includes('atproto')) throw new Error('no server of the AT Protocol')
  return metadata
}

const claims = (document: Raw, typed: string): boolean =>
  document.id === typed || listOf(document.alsoKnownAs).includes(`at://${typed}`) || /^https?:/.test(typed)

/**
 * From a handle, a DID or the address of a PDS to the server that authorises there: https://atproto.com/specs/oauth#identity-authentication.
 * A handle counts only when the account's document claims it as well.
 */
export function* findAtproto({ typed: raw }: Finding, network: Network): Search<FoundServer> {
  const typed = typedText(raw).replace(/^@|^at:\/\//, '')
  const handle = typed.toLowerCase().replace(/\.$/, '')
  if (/^https?:\/\//.test(handle)) {
    const base = serverTyped(handle)
    return { metadata: yield* authorityOf(base), base, typed: base }
  }
  if (!isDid(typed) && !HANDLE.test(handle)) {
    // Tells what is wrong with it as a name, where something is.
    serverTyped(handle)
    throw new Mistyped('wrong', 'a handle such as lin.bsky.social was expected')
  }
  const did = isDid(typed) ? typed : yield* didOf(handle, network)
  const document = yield* documentOf(did, network)
  const name = isDid(typed) ? typed : handle
  if (!claims(document, name)) throw new Error('the account does not claim this handle')
  const base = pdsOf(document)
  return { metadata: yield* authorityOf(base), base, typed: name }
}

/** Whose tokens are these? The account's own document has to lead to the server that gave them, and to what was typed. */
export function* confirmAtproto({ id }: Subject, found: FoundServer, network: Network): Search<void> {
  if (!isDid(id)) throw new Error('no account of the AT Protocol')
  const document = yield* documentOf(id, network)
  if (!claims(document, found.typed)) throw new Error('another account than the one that was typed')
  if (pdsOf(document) !== found.base) throw new Error('the account lives on another server')
  const { issuer } = yield* authorityOf(found.base)
  if (!isSameIssuer(issuer, found.metadata.issuer)) throw new Error('the account is authorised elsewhere')
}
