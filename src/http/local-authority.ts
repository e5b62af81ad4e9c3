import { createHash, webcrypto, X509Certificate } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import 'reflect-metadata' // the certificate library's injector asks for it
import * as x509 from '@peculiar/x509'
import { DAY } from '../base/clock.ts'

x509.cryptoProvider.set(webcrypto as unknown as Crypto)

/** A certificate authority of this installation and the server certificate it signed, as PEM. */
export interface LocalCertificate {
  readonly cert: string
  readonly key: string
  readonly authority: string
  /** SHA-256 of the authority's certificate, grouped as phones show it: to compare by eye. */
  readonly fingerprint: string
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const AUTHORITY_DAYS = 3650
/** Apple refuses server certificates of more than 398 days, also private ones. */
const SERVER_DAYS = 397

/** IPv4 addresses of this machine in its local networks. */
export function localAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((a) => a.family === 'IPv4' && !a.internal)
    .map((a) => a.address)
}

/**
 * The certificate for serving the local network: the authority is made once and kept in the state folder (0600), the
 * server's certificate is renewed when it runs out soon or an address was added.
 */
export async function localCertificate(home: string, names: readonly string[], now: number): Promise<LocalCertificate> {
  const authority = (await readAuthority(home)) ?? (await makeAuthority(home, now))
  const kept = await readPair(join(home, 'lan-server.pem'))
  if (
    kept !== null &&
    covers(kept.cert, names, now) &&
    new X509Certificate(kept.cert).checkIssued(new X509Certificate(authority.cert))
  )
    return result(kept, authority.cert)
  const made = await makeServer(authority, names, now)
  await writePair(join(home, 'lan-server.pem'), made)
  return result(made, authority.cert)
}

interface Pair {
  readonly cert: string
  readonly key: string
}

function result(server: Pair, authority: string): LocalCertificate {
  const digest = createHash('sha256').update(new X509Certificate(authority).raw).digest('hex').toUpperCase()
  return {
    cert: `${server.cert}\n${authority}`,
    key: server.key,
    authority,
    fingerprint: digest.match(/../g)!.join(' '),
  }
}

const readAuthority = (home: string): Promise<Pair | null> => readPair(join(home, 'lan-authority.pem'))

async function readPair(file: string): Promise<Pair | null> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  const cert = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/.exec(text)?.[0]
  const key = /-----BEGIN PRIVATE KEY-----[\s\S]+?-----END PRIVATE KEY-----/.exec(text)?.[0]
  return cert !== undefined && key !== undefined ? { cert, key } : null
}

async function writePair(file: string, pair: Pair): Promise<void> {
  const temporary = `${file}.${process.pid}`
  await writeFile(temporary, `${pair.cert}\n${pair.key}\n`, { mode: 0o600 })
  await rename(temporary, file)
}

function covers(cert: string, names: readonly string[], now: number): boolean {
  const parsed = new X509Certificate(cert)
  if (Date.parse(parsed.validTo) < now + 30 * DAY) return false
  return names.every((name) => (isAddress(name) ? parsed.checkIP(name) : parsed.checkHost(name)) !== undefined)
}

const isAddress = (name: string): boolean => /^[\d.]+$|:/.test(name)

async function makeAuthority(home: string, now: number): Promise<Pair> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: 'CN=Tuidan local authority, O=Tuidan',
    notBefore: new Date(now - DAY),
    notAfter: new Date(now + AUTHORITY_DAYS * DAY),
    signingAlgorithm: ALGORITHM,
    keys: keys as never,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  })
  const pair = { cert: cert.toString('pem'), key: await exportKey(keys.privateKey) }
  await writePair(join(home, 'lan-authority.pem'), pair)
  return pair
}

async function makeServer(authority: Pair, names: readonly string[], now: number): Promise<Pair> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const issuer = new x509.X509Certificate(authority.cert)
  const cert = await x509.X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: `CN=${names[0]}`,
    issuer: issuer.subject,
    notBefore: new Date(now - DAY),
    notAfter: new Date(now + SERVER_DAYS * DAY),
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey as CryptoKey,
    signingKey: await importKey(authority.key),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isAddress(value) ? 'ip' : 'dns', value })),
      ),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
    ],
  })
  return { cert: cert.toString('pem'), key: await exportKey(keys.privateKey) }
}

function serial(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16))
  bytes[0] = (bytes[0]! & 0x7f) | 0x01 // positive and without a leading zero (RFC 5280 §4.1.2.2)
  return Buffer.from(bytes).toString('hex')
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  const base64 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64')
  return `-----BEGIN PRIVATE KEY-----\n${base64.match(/.{1,64}/g)!.join('\n')}\n-----END PRIVATE KEY-----`
}

async function importKey(pem: string): Promise<CryptoKey> {
  const der = Buffer.from(pem.replace(/-----[A-Z ]+-----|\s/g, ''), 'base64')
  return (await webcrypto.subtle.importKey('pkcs8', der, ALGORITHM, false, ['sign'])) as CryptoKey
}
