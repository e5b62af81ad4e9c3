import { X509Certificate } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type Lang, negotiateLang, say, type Text } from '../base/i18n.ts'
import { qrSvg } from './qr.ts'

const WORDS = {
  title: { zh: '让这台手机信任本店的服务器', en: 'Let this phone trust the shop’s server' },
  why: {
    zh: '相机、通知和安装应用都要求安全连接。局域网里没有公开证书，所以这台服务器有自己的证书机构。装一次，以后都不用管。',
    en: 'Camera, notifications and installing the app need a secure connection. A local network has no public certificate, so this server has an authority of its own. Install it once and forget about it.',
  },
  download: { zh: '下载证书', en: 'Download the certificate' },
  ios: { zh: 'iPhone、iPad', en: 'iPhone, iPad' },
  iosSteps: {
    zh: '用 Safari 点“下载证书”并允许|设置 › 已下载描述文件 › 安装|设置 › 通用 › 关于本机 › 证书信任设置，打开“Tuidan local authority”',
    en: 'In Safari tap “Download the certificate” and allow it|Settings › Profile Downloaded › Install|Settings › General › About › Certificate Trust Settings: switch on “Tuidan local authority”',
  },
  android: { zh: 'Android、HarmonyOS', en: 'Android, HarmonyOS' },
  androidSteps: {
    zh: '点“下载证书”|设置 › 安全 › 更多 › 加密与凭据 › 安装证书 › CA 证书，选刚下载的文件',
    en: 'Tap “Download the certificate”|Settings › Security › More › Encryption and credentials › Install a certificate › CA certificate: pick the file',
  },
  compare: {
    zh: '装之前对一下指纹，和服务器终端里的应当一样：',
    en: 'Compare the fingerprint first; the server’s terminal shows the same:',
  },
  open: { zh: '装好了，打开', en: 'Then open' },
  noTrust: {
    zh: '不想装也能用：拣货时用扫码枪或手输，应用开着就能收到活；相机、后台通知和安装关着。',
    en: 'It works without, too: scan with a scanner gun or type, and work arrives while the app is open; camera, background notifications and installing stay off.',
  },
} satisfies Record<string, Text>

/**
 * A page in plain http beside the secure server (port + 1): it hands a phone the local authority's certificate and says,
 * step by step, how to trust it. It serves nothing else.
 */
export function createTrustPage(input: { authority: string; fingerprint: string; secureUrl: string }): Server {
  const der = new X509Certificate(input.authority).raw
  const qr = qrSvg(input.secureUrl)
  return createServer((request: IncomingMessage, response: ServerResponse) => {
    if (request.url?.startsWith('/tuidan-ca.crt')) {
      response.writeHead(200, {
        'content-type': 'application/x-x509-ca-cert',
        'content-disposition': 'attachment; filename="tuidan-ca.crt"',
      })
      response.end(der)
      return
    }
    const lang = negotiateLang(request.headers['accept-language'])
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
      'cache-control': 'no-store',
    })
    response.end(page(lang, input, qr))
  })
}

function page(lang: Lang, input: { fingerprint: string; secureUrl: string }, qr: string): string {
  const w = (key: keyof typeof WORDS) => say(WORDS[key], lang)
  const steps = (key: 'iosSteps' | 'androidSteps') =>
    `<ol>${w(key)
      .split('|')
      .map((step) => `<li>${step}</li>`)
      .join('')}</ol>`
  const image = `data:image/svg+xml;base64,${Buffer.from(qr).toString('base64')}`
  return `<!doctype html><html lang="${lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${w('title')}</title><style>${STYLE}</style><main><h1>${w('title')}</h1><p>${w('why')}</p>
<p><a class="next" href="/tuidan-ca.crt">${w('download')}</a></p>
<p class="small">${w('compare')}</p><code>${input.fingerprint}</code>
<h2>${w('ios')}</h2>${steps('iosSteps')}<h2>${w('android')}</h2>${steps('androidSteps')}
<h2>${w('open')}</h2><p><a href="${input.secureUrl}">${input.secureUrl}</a></p><img alt="" src="${image}" width="180" height="180">
<p class="small">${w('noTrust')}</p></main></html>`
}

const STYLE = `:root{color-scheme:light dark;--paper:oklch(.966 .005 110);--ink:oklch(.255 .032 190);--ink2:oklch(.435 .024 190)}
@media(prefers-color-scheme:dark){:root{--paper:oklch(.185 .012 195);--ink:oklch(.962 .006 105);--ink2:oklch(.815 .012 150)}}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.65 -apple-system,"Segoe UI",Roboto,"PingFang SC","Noto Sans CJK SC",sans-serif}
main{max-width:560px;margin:0 auto;padding:32px 20px}h1{font-size:24px;line-height:1.35}h2{font-size:18px;margin:24px 0 8px}
.next{display:flex;align-items:center;justify-content:center;min-height:56px;border-radius:10px;border:1.5px solid oklch(.63 .128 82);background:oklch(.855 .168 89);color:oklch(.24 .032 190);font-weight:600;text-decoration:none}
.small{color:var(--ink2);font-size:14px}code{display:block;font-size:13px;overflow-wrap:anywhere}img{background:#fff;padding:12px;border-radius:10px}a{color:inherit}`
