import { isIP } from 'node:net'
import { problems } from '../../src/base/problem.ts'
import type { Config } from '../../src/config.ts'

/** Expected problems of the demo world. */
export const demoFail = problems({
  'demo/public-address': {
    status: 500,
    title: {
      zh: '演示不能开在公开地址 {url} 旁边：谁都能进它的控制台。',
      en: 'The demo does not run beside the public address {url}: anybody could enter its console.',
    },
    next: {
      zh: '去掉 --demo（或 TUIDAN_DEMO=on）；想看演示，就不要设 TUIDAN_URL，在本机或用 --lan 打开。',
      en: 'Leave out --demo (or TUIDAN_DEMO=on); to see the demo, start without TUIDAN_URL on this machine or with --lan.',
    },
  },
  'demo/name-taken': {
    status: 409,
    title: {
      zh: '已有一个真网站叫 demo，演示没有地方放。',
      en: 'A real site is called demo already; the demo has no place.',
    },
    next: { zh: '用 --no-demo 启动，那个网站不受影响。', en: 'Start with --no-demo; that site is not touched.' },
  },
  'demo/gone': {
    status: 410,
    title: { zh: '演示已经删掉了。', en: 'The demo was removed.' },
    next: { zh: '想再看一遍：npm start -- --demo', en: 'To see it again: npm start -- --demo' },
  },
  'demo/sold-out': {
    status: 409,
    title: { zh: '演示仓库里能一起发的货不够了。', en: 'The demo floor has too little left for an order.' },
    next: {
      zh: '在演示的控制台里收货，或删掉演示再用 --demo 启动。',
      en: 'Receive goods in the demo console, or remove the demo and start with --demo.',
    },
  },
})

/**
 * Does the demo run? By itself only with the embedded database, on loopback, without a public address; else only when asked
 * for. Judged by the settings as the merchant gave them, before `--lan` puts its own address in.
 * @throws demo/public-address when it is asked for beside one
 */
export function wantsDemo(config: Pick<Config, 'demo' | 'databaseUrl' | 'url' | 'host' | 'lan'>): boolean {
  if (config.demo === 'off') return false
  if (config.demo === 'on') {
    if (config.url !== null && isPublic(config.url))
      throw demoFail('demo/public-address', { params: { url: config.url } })
    return true
  }
  return config.databaseUrl === null && config.url === null && !config.lan && isLoopback(config.host)
}

const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/.test(host)

/** Can strangers reach this address? This machine, private networks (RFC 1918) and names of the local network: no. */
function isPublic(url: string): boolean {
  const { hostname } = new URL(url)
  if (isLoopback(hostname) || /\.(local|lan|localhost)$/.test(hostname)) return false
  if (isIP(hostname) === 4) return !/^(10|192\.168|172\.(1[6-9]|2\d|3[01])|169\.254)\./.test(hostname)
  return isIP(hostname.replace(/^\[|\]$/g, '')) !== 0 || hostname.includes('.')
}

/**
 * Is this a name that people here give the demo? Ours, an address, or a name that no public DNS has. The owner of any other
 * could lead it to this machine (DNS rebinding), and their page would pass for one of ours.
 */
export function isHomeName(hostname: string, publicUrl: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, '').toLowerCase()
  if (isIP(name) !== 0 || name === new URL(publicUrl).hostname) return true
  return !name.includes('.') || /\.(local|localhost|lan|internal|home\.arpa)$/.test(name)
}
