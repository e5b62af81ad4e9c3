import { problems } from '../base/problem.ts'

const AGAIN = {
  zh: '再登录一次；你没有登录，什么都没有改变。',
  en: 'Sign in again; you are not signed in, nothing has changed.',
}
const LATER = {
  zh: '过一会儿再登录，或换一种账号。不登录也能买。',
  en: 'Sign in later or with another account. You can shop without signing in.',
}
const TELL_SHOP = {
  zh: '换一种账号，或告诉店家：控制台的“连接器”里有原因。不登录也能买。',
  en: 'Use another account, or tell the shop: the console shows why under Connectors. You can shop without signing in.',
}

/** Expected problems of signing in. `{name}` is how the provider is called. */
export const signInFail = problems({
  'sign-in/unknown-connector': {
    status: 404,
    title: { zh: '这个网站没有这种账号。', en: 'This site has no such kind of account.' },
    next: { zh: '从登录页选一种。', en: 'Choose one on the sign-in page.' },
  },
  'sign-in/too-many': {
    status: 429,
    title: { zh: '这里登录得太密了。', en: 'Too many sign-ins began here just now.' },
    next: {
      zh: '等几秒再登录。不登录也能买。',
      en: 'Sign in again in a few seconds. You can shop without signing in.',
    },
    retry: true,
  },
  'sign-in/state-mismatch': {
    status: 400,
    title: {
      zh: '这次登录不是从这个浏览器开始的，或已经用过。',
      en: 'This sign-in was not begun in this browser, or was used already.',
    },
    next: AGAIN,
  },
  'sign-in/expired': {
    status: 400,
    title: { zh: '登录等了太久，超过十分钟。', en: 'This sign-in took longer than ten minutes.' },
    next: AGAIN,
  },
  'sign-in/denied': {
    status: 403,
    title: { zh: '你在{name}选了不同意。', en: 'You said no at {name}.' },
    next: {
      zh: '没关系，不登录也能买。改主意了再登录。',
      en: 'That is fine: shop without signing in, or sign in whenever you like.',
    },
  },
  'sign-in/wrong-issuer': {
    status: 400,
    title: { zh: '回答不是{name}发来的。', en: 'The answer did not come from {name}.' },
    next: AGAIN,
  },
  'sign-in/no-code': {
    status: 400,
    title: { zh: '{name}的回答不完整。', en: 'The answer of {name} is not complete.' },
    next: AGAIN,
  },
  'sign-in/code-refused': {
    status: 400,
    title: {
      zh: '{name}不认这次登录：已用过或已过期。',
      en: '{name} did not accept this sign-in: used already, or too late.',
    },
    next: AGAIN,
  },
  'sign-in/untrusted-answer': {
    status: 502,
    title: { zh: '{name}的回答通不过检查：{what}。', en: 'The answer of {name} does not pass the checks: {what}.' },
    next: TELL_SHOP,
  },
  'sign-in/provider-down': {
    status: 502,
    title: { zh: '{name}连不上。', en: '{name} cannot be reached.' },
    next: LATER,
    retry: true,
  },
  'sign-in/provider-slow': {
    status: 504,
    title: { zh: '{name}太久没有回应。', en: '{name} took too long to answer.' },
    next: LATER,
    retry: true,
  },
  'sign-in/provider-rubbish': {
    status: 502,
    title: { zh: '{name}的回答读不懂。', en: 'The answer of {name} makes no sense.' },
    next: LATER,
    retry: true,
  },
  'sign-in/client-refused': {
    status: 502,
    title: { zh: '{name}不认这个登记号或密钥。', en: '{name} does not accept this client id or secret.' },
    next: {
      zh: '到{name}的后台对一遍登记号；密钥重新复制一次，前后不带空格。换过密钥的，用新的。',
      en: 'Compare the client id at {name}; copy the secret anew, with no blank around it. If it was renewed there, enter the new one.',
    },
  },
  'sign-in/id-refused': {
    status: 502,
    title: { zh: '{name}没有这个登记号（{status}）。', en: '{name} knows no such client id ({status}).' },
    next: {
      zh: '到{name}的后台把登记号（AppID）重新复制一次：要的是网站应用的，不是小程序或移动应用的。',
      en: 'Copy the client id (app id) anew at {name}: that of the website application, not of a mobile app or mini program.',
    },
  },
  'sign-in/secret-refused': {
    status: 502,
    title: {
      zh: '{name}认得登记号，但密钥不对（{status}）。',
      en: '{name} knows the client id, but the secret is wrong ({status}).',
    },
    next: {
      zh: '到{name}的后台重新复制密钥，前后不带空格；看不到就重置一个。用密钥对签名的，公钥和这里的私钥要是同一对。',
      en: 'Copy the secret anew at {name}, with no blank around it, or have a new one made. Where calls are signed, the public key there and the private key here must be one pair.',
    },
  },
  'sign-in/host-refused': {
    status: 502,
    title: {
      zh: '{name}不让这台服务器的 IP 来问（{status}）。',
      en: '{name} takes no calls from the IP address of this server ({status}).',
    },
    next: {
      zh: '到{name}的后台，把这台服务器对外的 IP 加进 IP 白名单，过几分钟再测。',
      en: 'Add the public IP address of this server to the white list at {name}; test again in some minutes.',
    },
  },
  'sign-in/not-released': {
    status: 502,
    title: {
      zh: '{name}说这个应用还没有上线（{status}）。',
      en: '{name} says that this application is not released yet ({status}).',
    },
    next: {
      zh: '到{name}的后台看审核：通过并上线以后，别人才能登录。',
      en: 'Look at its review at {name}: others can sign in once it has passed and is released.',
    },
  },
  'sign-in/redirect-refused': {
    status: 502,
    title: {
      zh: '{name}认得登记号和密钥，但不认回跳地址（{status}）。',
      en: '{name} knows id and secret, but not the redirect address ({status}).',
    },
    next: {
      zh: '在{name}的后台登记 {redirectUri}，一字不差，末尾也一样；只要填域名的，填它的域名。',
      en: 'Register {redirectUri} at {name}, letter for letter, to its very end; where only a host name is asked for, its host name.',
    },
  },
  'sign-in/clock-off': {
    status: 502,
    title: {
      zh: '这台服务器的钟和{name}差 {minutes} 分钟。',
      en: 'The clock of this server is {minutes} minutes off that of {name}.',
    },
    next: {
      zh: '打开系统的自动对时；差一分钟以上，登录会被拒绝。',
      en: 'Let the system set its clock by itself; beyond a minute sign-ins are refused.',
    },
  },
  'sign-in/provider-refused': {
    status: 502,
    title: { zh: '{name}不接受这个网站：{what}。', en: '{name} does not accept this site: {what}.' },
    next: TELL_SHOP,
  },
  'sign-in/no-subject': {
    status: 403,
    title: {
      zh: '{name}没有给出一个真实的账号，只给了临时身份。',
      en: '{name} named no real account, only a passing one.',
    },
    next: {
      zh: '在{name}里选“使用完整服务”，或登录正式账号，再试。不登录也能买。',
      en: 'Choose full service in {name}, or use your real account there, and try again. You can shop without signing in.',
    },
  },
  'sign-in/typed-missing': {
    status: 400,
    title: { zh: '用{name}登录要先填账号或服务器。', en: 'Signing in with {name} takes an account or a server first.' },
    next: { zh: '填好再登录。', en: 'Enter it, then sign in.' },
  },
  'sign-in/typed-nowhere': {
    status: 400,
    title: { zh: '照填的内容找不到{name}的服务器。', en: 'What was entered leads to no server of {name}.' },
    next: {
      zh: '看有没有打错一个字，再登录一次。不登录也能买。',
      en: 'Check the spelling and sign in again. You can shop without signing in.',
    },
  },
  'sign-in/typed-wrong': {
    status: 400,
    title: {
      zh: '填的内容不是{name}的账号或服务器。',
      en: 'What was entered is no account or server of {name}.',
    },
    next: {
      zh: '照输入框里的例子填，再登录一次。不登录也能买。',
      en: 'Enter it like the example in the field and sign in again. You can shop without signing in.',
    },
  },
  'sign-in/typed-number': {
    status: 400,
    title: { zh: '填的是数字地址，不是名字。', en: 'What was entered is an address in numbers, not a name.' },
    next: {
      zh: '填服务器的名字，照输入框里的例子。',
      en: 'Enter the name of the server, like the example in the field.',
    },
  },
  'sign-in/typed-lookalike': {
    status: 400,
    title: {
      zh: '填的地址里有看着像英文、其实不是的字母，没有去连它。',
      en: 'The address that was entered holds letters that only look like Latin ones; nothing was sent there.',
    },
    next: { zh: '自己用键盘打一遍，不要粘贴。', en: 'Type it yourself instead of pasting it.' },
  },
  'sign-in/typed-elsewhere': {
    status: 403,
    title: {
      zh: '是别的网页把你带来登录的，没有去连它给的地址。',
      en: 'Another page led you here to sign in; nothing was sent to the address it gave.',
    },
    next: { zh: '要登录的话，自己在这里填。', en: 'To sign in, enter yours here yourself.' },
  },
  'sign-in/private-address': {
    status: 400,
    title: {
      zh: '填的地址在内部网络里，或不是 https，不去连它。',
      en: 'What was entered leads into a private network, or is not https; nothing was sent there.',
    },
    next: { zh: '填公开的服务器，或换一种账号。', en: 'Enter a public server, or use another account.' },
  },
  'sign-in/not-vouched': {
    status: 400,
    title: {
      zh: '这个账号自己的记录里写的不是这个服务器。',
      en: 'The account’s own record does not name this server.',
    },
    next: {
      zh: '填账号现在所在的服务器，再登录一次；你没有登录。',
      en: 'Enter the server the account lives on now and sign in again; you are not signed in.',
    },
  },
  'sign-in/setup-incomplete': {
    status: 500,
    title: {
      zh: '{name}的登记里，{what} 没填或读不出来。',
      en: 'The registration of {name} lacks {what}, or it cannot be read.',
    },
    next: TELL_SHOP,
  },
  'sign-in/bad-setup': {
    status: 400,
    title: { zh: '这种账号的登记没有 {what} 这一项。', en: 'A registration of this kind has no {what}.' },
    next: { zh: '从这一种的登记项里选。', en: 'Use the fields of this kind of account.' },
  },
  'sign-in/bad-key': {
    status: 400,
    title: {
      zh: '“{what}”里不是一把 {kind} 私钥。',
      en: 'What stands in “{field}” is no private key for {kind}.',
    },
    next: {
      zh: '把下载的整个文件贴进来，从 -----BEGIN 到 END-----，或一整行 base64。什么都没有改变。',
      en: 'Paste the whole file, from -----BEGIN to END-----, or the one line of base64. Nothing has changed.',
    },
  },
  'sign-in/insecure-issuer': {
    status: 500,
    title: { zh: '{name}的地址不是 https。', en: 'The address of {name} is not https.' },
    next: TELL_SHOP,
  },
  'sign-in/bad-address': {
    status: 400,
    title: {
      zh: '{address} 不能用：要 https 开头的完整地址。',
      en: '{address} does not work: a whole https address is needed.',
    },
    next: { zh: '改好再存；什么都没有改变。', en: 'Mend it and save again; nothing has changed.' },
  },
  'sign-in/demo-address': {
    status: 403,
    title: {
      zh: '演示谁都能进，所以只连演示自己的账号服务，不连 {address}。',
      en: 'Anybody may enter the demo, so it talks to its own provider only, not to {address}.',
    },
    next: { zh: '在自己的网站里连接它。', en: 'Connect it in a shop of your own.' },
  },
  'sign-in/connector-in-use': {
    status: 409,
    title: {
      zh: '{name}现在有 {accounts} 个账号，比你看到的多。什么都没有改变。',
      en: '{name} has {accounts} accounts by now, more than you were shown. Nothing has changed.',
    },
    next: { zh: '再看一遍会发生什么，再决定。', en: 'Read again what would happen, then decide.' },
  },
  'sign-in/connector-fixed': {
    status: 409,
    title: {
      zh: '“{name}”写在 tuidan.json 里，在这里改不了，也删不掉。',
      en: '{name} stands in tuidan.json and can be neither changed nor removed here.',
    },
    next: {
      zh: '要改：在 tuidan.json 里改，重启。要删：从那里的 connectors 里拿掉它，重启，再回这里删它的账号。',
      en: 'To change it, edit tuidan.json and start again. To remove it, take it out of connectors there, start again, then remove its accounts here.',
    },
  },
  'sign-in/unknown-kind': {
    status: 500,
    title: {
      zh: 'tuidan.json 里 connectors.{id}.kind 写的是“{kind}”，没有这种账号。',
      en: 'connectors.{id}.kind in tuidan.json says {kind}; there is no such kind of account.',
    },
    next: { zh: '写成其中一个：{kinds}。', en: 'Write one of: {kinds}.' },
  },
  'sign-in/connector-leaving': {
    status: 409,
    title: {
      zh: '“{id}”刚被删掉，它的账号还在收尾。',
      en: '{id} was just removed and its accounts are still being ended.',
    },
    next: { zh: '一分钟后再存，或换一个代号。', en: 'Save again in a minute, or choose another short name.' },
  },
  'sign-in/demo-connector': {
    status: 403,
    title: {
      zh: '演示谁都能进，它的账号服务留着，后来的人还要用。',
      en: 'Anybody may enter the demo; its provider stays for those who come after you.',
    },
    next: { zh: '在自己的网站里可以删。', en: 'In a shop of your own you can remove it.' },
  },
  'sign-in/not-fresh': {
    status: 403,
    title: { zh: '你登录有一会儿了，要先确认是你本人。', en: 'You signed in a while ago; first show that it is you.' },
    next: {
      zh: '用已经连接的账号再登录一次，十分钟内就能连接新的。',
      en: 'Sign in again with an account you have connected, then connect the new one within ten minutes.',
    },
  },
  'sign-in/link-other-session': {
    status: 409,
    title: {
      zh: '这次连接不是在现在的登录里开始的，没有连上。',
      en: 'This was begun in another sign-in than the present one, so nothing was connected.',
    },
    next: {
      zh: '回“已连接的账号”重新连接。什么都没有改变。',
      en: 'Go back to Connected accounts and connect it again. Nothing has changed.',
    },
  },
  'sign-in/needs-reconnect': {
    status: 409,
    title: { zh: '{name}的授权过期了。', en: 'The connection to {name} has ended.' },
    next: {
      zh: '用{name}再登录一次，读取会自己继续。',
      en: 'Sign in with {name} once more; reading goes on by itself.',
    },
  },
})
