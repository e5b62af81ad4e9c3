import { problems } from '../base/problem.ts'

/** Expected problems of the HTTP door itself. */
export const httpFail = problems({
  'http/not-found': {
    status: 404,
    title: { zh: '这里没有东西。', en: 'There is nothing here.' },
    next: { zh: '检查地址，或从首页开始。', en: 'Check the address, or start from the first page.' },
  },
  'http/invalid': {
    status: 400,
    title: { zh: '{field} 不对：{reason}', en: '{field} is not right: {reason}' },
    next: { zh: '改好这一项再发一次，什么都没有改变。', en: 'Mend it and send it again; nothing was changed.' },
  },
  'http/bad-json': {
    status: 400,
    title: { zh: '内容不是完整的 JSON。', en: 'The body is not whole JSON.' },
    next: { zh: '再发一次完整的内容，什么都没有改变。', en: 'Send the whole body again; nothing was changed.' },
  },
  'http/too-large': {
    status: 413,
    title: { zh: '内容太大，最多 {limit}。', en: 'The body is too large; {limit} at most.' },
    next: { zh: '分几次发。', en: 'Send it in parts.' },
  },
  'http/media-type': {
    status: 415,
    title: { zh: '这种内容类型不认识。', en: 'This content type is not understood.' },
    next: { zh: '用 application/json。', en: 'Use application/json.' },
  },
  'http/cross-site': {
    status: 403,
    title: { zh: '这个请求不是从本站页面发出的。', en: 'This request did not come from a page of this site.' },
    next: { zh: '刷新页面再试。', en: 'Reload the page and try again.' },
  },
  'http/sign-in': {
    status: 401,
    title: { zh: '还没有登录，或登录已过期。', en: 'You are not signed in, or the session has ended.' },
    next: { zh: '重新登录；员工请向负责人要一个新链接。', en: 'Sign in again; staff ask the owner for a fresh link.' },
  },
  'http/not-allowed': {
    status: 403,
    title: { zh: '你的角色不能做这件事。', en: 'Your role does not allow this.' },
    next: { zh: '需要：{roles}。请有这个角色的人来做。', en: 'It takes: {roles}. Ask somebody who has that role.' },
  },
  'http/bad-key': {
    status: 401,
    title: { zh: '密钥不对。', en: 'The secret key is not valid.' },
    next: {
      zh: '用 Authorization: Bearer sk_…，一字不差；丢了就在控制台的设置里换新，或用 tuidan site key 网站名。',
      en: 'Send Authorization: Bearer sk_…, letter for letter; if it is lost, get a fresh one in the console under Settings, or from tuidan site key NAME.',
    },
  },
  'http/public-key': {
    status: 401,
    title: {
      zh: '这是公开钥匙（pk_…），这里要密钥（sk_…）。',
      en: 'This is the public key (pk_…); the secret key (sk_…) is needed here.',
    },
    next: {
      zh: '公开钥匙只给网页上的标签用。在服务器上发 Authorization: Bearer sk_…，密钥在控制台的设置里换新，或用 tuidan site key 网站名。',
      en: 'The public key is for the tag in a page. From your server send Authorization: Bearer sk_…; a fresh one is in the console under Settings, or from tuidan site key NAME.',
    },
  },
  'http/too-many': {
    status: 429,
    title: { zh: '请求太密了。', en: 'Too many requests.' },
    next: { zh: '{seconds} 秒后再试。', en: 'Try again in {seconds} seconds.' },
    retry: true,
  },
  'http/streams-full': {
    status: 503,
    title: {
      zh: '同时打开的页面太多，这一页不会自己更新。',
      en: 'Too many pages are open at once; this one does not update by itself.',
    },
    next: { zh: '关掉几个，过一会儿再打开。', en: 'Close some, and open it again in a while.' },
    retry: true,
  },
  'http/unexpected': {
    status: 500,
    title: { zh: '出了意外，编号 {id}。', en: 'Something unexpected happened, number {id}.' },
    next: {
      zh: '再试一次；还不行，把编号告诉管理员，日志里有它。',
      en: 'Try again; if it stays, give that number to the administrator: the log has it.',
    },
  },
  'http/stopping': {
    status: 503,
    title: { zh: '服务正在重启。', en: 'The server is restarting.' },
    next: { zh: '几秒后会自动重试。', en: 'It will be back in a few seconds.' },
    retry: true,
  },
})
