import { readFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import { hostname } from 'node:os'
import { problems } from '../base/problem.ts'
import type { Config } from '../config.ts'
import { localAddresses, localCertificate } from '../http/local-authority.ts'
import { createTrustPage } from '../http/trust-page.ts'
import { stateFolder } from '../storage/embedded/owner.ts'

/** Expected problems of beginning to serve. */
export const serveFail = problems({
  'start/port-taken': {
    status: 500,
    title: { zh: '端口 {port} 已被占用。', en: 'Port {port} is taken.' },
    next: {
      zh: '已经开着一个推单？打开 {url}。要再开一个：TUIDAN_PORT={other} npm start',
      en: 'Does Tuidan run already? Open {url}. For a second one: TUIDAN_PORT={other} npm start',
    },
  },
  'start/port-forbidden': {
    status: 500,
    title: { zh: '没有权限用端口 {port}。', en: 'Port {port} may not be used.' },
    next: {
      zh: '1024 以下的端口要管理员；用 TUIDAN_PORT=4400。',
      en: 'Ports below 1024 need an administrator; use TUIDAN_PORT=4400.',
    },
  },
  'start/no-host': {
    status: 500,
    title: { zh: '这台机器没有地址 {host}。', en: 'This machine has no address {host}.' },
    next: {
      zh: '--host 写这台机器自己的地址：127.0.0.1 只给本机，0.0.0.0 给所有网络。',
      en: '--host is an address of this machine: 127.0.0.1 for itself alone, 0.0.0.0 for every network.',
    },
  },
  'start/trust-port': {
    status: 500,
    title: {
      zh: '发证书的页面要用端口 {port}，它被占用或不能用。',
      en: 'The page that hands out the certificate needs port {port}, which is taken or cannot be used.',
    },
    next: {
      zh: '换一个端口，它和它后面的一个都要空着：TUIDAN_PORT={other} npm start -- --lan',
      en: 'Choose a port that is free together with the one after it: TUIDAN_PORT={other} npm start -- --lan',
    },
  },
  'start/no-network': {
    status: 500,
    title: { zh: '这台机器没有连上局域网。', en: 'This machine is in no local network.' },
    next: {
      zh: '连上 Wi-Fi 或网线再用 --lan；只在本机用就不加 --lan。',
      en: 'Join a network for --lan; leave --lan out to use it on this machine only.',
    },
  },
  'start/bad-certificate': {
    status: 500,
    title: { zh: '证书文件 {file} 读不出来。', en: 'The certificate file {file} cannot be read.' },
    next: {
      zh: 'TUIDAN_TLS_CERT 和 TUIDAN_TLS_KEY 要一起给，都是 PEM 文件。',
      en: 'Give TUIDAN_TLS_CERT and TUIDAN_TLS_KEY together, both PEM files.',
    },
  },
})

/** The configuration as it will be served: with `--lan` the address and certificate of the local network. */
export interface Serving {
  readonly config: Config
  readonly tls: { readonly cert: string; readonly key: string } | null
  readonly trustPage: TrustPage | null
}

/** The plain page that hands phones the local authority. */
export interface TrustPage {
  readonly url: string
  readonly fingerprint: string
  /** @throws start/trust-port */
  open(): Promise<void>
  close(): Promise<void>
}

/**
 * Certificate and addresses: the merchant's own, the local network's, or none.
 * @throws start/bad-certificate, start/no-network, storage/no-folder
 */
export async function serving(config: Config): Promise<Serving> {
  if (!config.lan) return { config, tls: await ownCertificate(config), trustPage: null }
  const addresses = localAddresses()
  const [address] = addresses
  if (address === undefined) throw serveFail('start/no-network')
  const names = [...addresses, 'localhost', '127.0.0.1', hostname()]
  stateFolder(config.home)
  const made = await localCertificate(config.home, names, Date.now())
  const url = config.url ?? `https://${address}:${config.port}`
  const host = config.host === '127.0.0.1' ? '0.0.0.0' : config.host
  const page = createTrustPage({ authority: made.authority, fingerprint: made.fingerprint, secureUrl: `${url}/phone/` })
  return {
    config: { ...config, url, host },
    tls: { cert: made.cert, key: made.key },
    trustPage: {
      url: `http://${address}:${config.port + 1}/`,
      fingerprint: made.fingerprint,
      open: () => openTrustPage(page, config.port + 1, host),
      close: () => new Promise((resolve) => page.close(() => resolve())),
    },
  }
}

async function openTrustPage(page: Server, port: number, host: string): Promise<void> {
  try {
    // A port beyond 65535 is thrown, a taken one comes as an event.
    await new Promise<void>((resolve, reject) => page.once('error', reject).listen(port, host, () => resolve()))
  } catch (cause) {
    throw serveFail('start/trust-port', { params: { port, other: port < 65_000 ? port + 1 : 4400 }, cause })
  }
}

/** The merchant's own certificate and key, or null. @throws start/bad-certificate */
async function ownCertificate(config: Config): Promise<{ cert: string; key: string } | null> {
  if (config.tlsCert === null && config.tlsKey === null) return null
  const read = async (file: string | null): Promise<string> => {
    try {
      return await readFile(file!, 'utf8')
    } catch (cause) {
      throw serveFail('start/bad-certificate', { params: { file: file ?? '-' }, cause })
    }
  }
  return { cert: await read(config.tlsCert), key: await read(config.tlsKey) }
}

/** A failed start in words, where the reason is known. */
export function startFail(error: unknown, config: Config): unknown {
  const code = (error as NodeJS.ErrnoException).code
  const params = { port: config.port, other: config.port + 1, url: `http://localhost:${config.port}` }
  if (code === 'EADDRINUSE') return serveFail('start/port-taken', { params, cause: error })
  if (code === 'EACCES' && (error as NodeJS.ErrnoException).syscall === 'listen')
    return serveFail('start/port-forbidden', { params, cause: error })
  if (code === 'EADDRNOTAVAIL' || (error as NodeJS.ErrnoException).syscall === 'getaddrinfo')
    return serveFail('start/no-host', { params: { host: config.host }, cause: error })
  return error
}
