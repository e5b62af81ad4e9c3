import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { alipayStandIn } from './alipay.ts'
import { appleStandIn } from './apple.ts'
import { douyinStandIn } from './douyin.ts'
import { qqStandIn } from './qq.ts'
import type { Ask, Host, Person, Said, Street } from './stand-in.ts'
import { wechatStandIn } from './wechat.ts'

/** Somebody who has an account everywhere. */
export const LIN: Person = {
  openId: 'oLVPpjqs9BhvzwPj5A-vTYAX3GLc',
  unionId: 'o6_bmasdasdsad6_2sgVt7hMZOPfL',
  name: '林晚',
  picture: 'https://thirdwx.qlogo.cn/mmopen/g3/132',
}

const TOKEN_ENDPOINT = /access_token|oauth2\.0\/token|gateway\.do|auth\/token/

/** All stand-ins behind one server on loopback; the first part of a path is the name of the host that is stood in for. */
export type China = Awaited<ReturnType<typeof startChina>>

/** Starts them; `redirects` are the addresses that the merchant registered everywhere. */
export async function startChina(redirects: readonly string[]) {
  const clock = { byMs: 0 }
  const street: Street = { now: () => Date.now() + clock.byMs, person: LIN, refuses: false, redirects }
  const asked: Ask[] = []
  /** What the token endpoints answer instead of their own. */
  const faults = { token: null as Said | null }
  let hosts: Record<string, Host> = {}
  const server = createServer(async (request, response) => {
    const ask = await askOf(request)
    const [, name = '', ...rest] = ask.path.split('/')
    const here = { ...ask, path: `/${rest.join('/')}` }
    asked.push(here)
    const fault = TOKEN_ENDPOINT.test(here.path) ? faults.token : null
    const said = fault ?? (await hosts[name]?.(here)) ?? { status: 404, type: 'text/html', body: 'Not Found' }
    const location = said.location === undefined ? {} : { location: said.location }
    response.writeHead(said.status ?? 200, { 'content-type': said.type, ...location }).end(said.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  const at = (host: string) => `${origin}/${host}`
  const wechat = wechatStandIn(street)
  const qq = qqStandIn(street)
  const alipay = await alipayStandIn(street)
  const douyin = douyinStandIn(street)
  const apple = await appleStandIn(street, at('appleid.apple.com'))
  hosts = { ...wechat.hosts, ...qq.hosts, ...alipay.hosts, ...douyin.hosts, ...apple.hosts }
  return {
    ...{ street, clock, faults, at, wechat, qq, alipay, douyin, apple },
    /** Everything that was asked, oldest first. */
    asked,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function askOf(request: IncomingMessage): Promise<Ask> {
  let text = ''
  for await (const part of request) text += part
  const url = new URL(request.url ?? '/', 'http://localhost')
  const isJson = (request.headers['content-type'] ?? '').includes('json')
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    search: url.search,
    query: url.searchParams,
    body: new URLSearchParams(isJson ? (JSON.parse(text) as Record<string, string>) : text),
    headers: request.headers,
  }
}
