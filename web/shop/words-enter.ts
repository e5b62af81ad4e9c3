import { words } from '../kit/words.ts'

/** Every sentence of the page where somebody on the way to another website signs in. */
export const t = words({
  forWho: { zh: '登录后回到{name}', en: 'Then you go on to {name}' },
  backToPage: { zh: '登录后回到你来的网页', en: 'Then you go back to the page you came from' },
  told: { zh: '{name}会知道你的名字和头像，别的不会。', en: '{name} learns your name and picture, and nothing else.' },
  notConsent: { zh: '登录不等于同意读取。', en: 'Signing in is not consent.' },
  emailTitle: { zh: '把邮箱告诉{name}吗？', en: 'Tell {name} your e-mail address?' },
  emailFact: { zh: '{name}想要你的邮箱：', en: '{name} asks for your e-mail address:' },
  emailEither: { zh: '不给也一样登录。', en: 'You are signed in either way.' },
  share: { zh: '告诉', en: 'Tell' },
  keep: { zh: '不告诉', en: 'Do not tell' },
  cancel: { zh: '不登录，回去', en: 'Go back without signing in' },
})
