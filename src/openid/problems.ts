import { problems } from '../base/problem.ts'

const FROM_SITE = {
  zh: '回到你来的网站，再登录一次。',
  en: 'Go back to the website you came from and sign in once more.',
}

/** Expected problems of being an OpenID provider to a site's own back ends, and of visitor tokens. */
export const openidFail = problems({
  'openid/refused': {
    status: 400,
    title: { zh: '网站发来的登录请求不对：{what}', en: 'The website’s request to sign you in is not right: {what}' },
    next: {
      zh: '回到网站再试；还不行，把这句话告诉网站。网站的人：对照 docs/existing-site.md。',
      en: 'Go back to the website and try again; if it stays, tell the website this sentence. Its makers find help in docs/existing-site.md.',
    },
  },
  'openid/expired': {
    status: 400,
    title: {
      zh: '这次登录已经过期、用过，或不是从这个浏览器开始的。',
      en: 'This sign-in has expired, was used already, or was not begun in this browser.',
    },
    next: FROM_SITE,
  },
  'openid/unknown-client': {
    status: 404,
    title: { zh: '没有这个客户端。', en: 'There is no such client.' },
    next: { zh: '刷新列表再看。', en: 'Reload the list.' },
  },
  'openid/bad-client': {
    status: 400,
    title: { zh: '{called_zh}不对。', en: '{called_en} is not right.' },
    next: { zh: '要的是：{expected}。什么都没有改变。', en: 'Expected: {expected}. Nothing was changed.' },
  },
  'openid/too-many-clients': {
    status: 409,
    title: { zh: '一个网站最多 20 个客户端。', en: 'A site has 20 clients at most.' },
    next: { zh: '先移除不用的。', en: 'Remove one that is not used.' },
  },
  'openid/bad-return': {
    status: 400,
    title: {
      zh: '这个网站没有登记要回去的地址。',
      en: 'The address to go back to is not one of this website’s.',
    },
    next: {
      zh: '网站的人：在控制台“设置”的“自己的网站”里加上它的来源（如 https://shop.example）。',
      en: 'Its makers: add its origin (such as https://shop.example) to “Own website” in the console’s settings.',
    },
  },
  'openid/bad-sign-out': {
    status: 400,
    title: {
      zh: '退出的请求不对：要有这个网站发的 id_token_hint，和登记过的返回地址。',
      en: 'The request to sign out is not right: it takes an id_token_hint of this site and a registered address to go back to.',
    },
    next: {
      zh: '你还没有退出。可以在“我的资料”里退出。',
      en: 'You are still signed in. You can sign out under “My data”.',
    },
  },
  'openid/bad-code': {
    status: 400,
    title: {
      zh: '这个 tuidan_code 不对、过期了，或用过了。',
      en: 'This tuidan_code is not right, too old, or was used already.',
    },
    next: { zh: '重新登录。', en: 'Sign in again.' },
  },
  'openid/bad-origin': {
    status: 403,
    title: { zh: '这个网页不是网站登记过的来源。', en: 'This page is not of an origin that the site has registered.' },
    next: {
      zh: '在控制台“设置”的“自己的网站”里加上网页的来源。',
      en: 'Add the page’s origin to “Own website” in the console’s settings.',
    },
  },
  'openid/signed-out': {
    status: 401,
    title: { zh: '登录已经结束。', en: 'The session has ended.' },
    next: { zh: '重新登录。', en: 'Sign in again.' },
  },
})
