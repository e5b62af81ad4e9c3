import { problems } from '../base/problem.ts'

const GOES_ON = { zh: '{when}自动接着读，不用等。', en: 'Reading goes on by itself {when}; no need to wait.' }

/** Expected problems of consents, reading and profiles. `{name}` is the source, `{count}` how many items were read. */
export const profileFail = problems({
  'profile/no-account': {
    status: 409,
    title: { zh: '你还没有连上这种账号。', en: 'You have not connected this kind of account.' },
    next: { zh: '先用它登录，再决定愿意分享哪些。', en: 'Sign in with it first, then decide what to share.' },
  },
  'profile/unknown-stream': {
    status: 400,
    title: { zh: '{name}没有叫 {stream} 的内容。', en: '{name} has nothing called {stream}.' },
    next: {
      zh: '刷新授权页再选。什么都没有改变。',
      en: 'Reload the consent page and choose again. Nothing has changed.',
    },
  },
  'profile/text-changed': {
    status: 409,
    title: {
      zh: '授权说明换了新版本，没有记下你的选择。',
      en: 'The consent text has changed; your choice was not recorded.',
    },
    next: { zh: '刷新页面，读一遍再选。', en: 'Reload the page, read it and choose again.' },
  },
  'profile/under-age': {
    status: 403,
    title: {
      zh: '你说过你还没满 {age} 岁，我们不读你的数据。',
      en: 'You said that you are under {age}; nothing of yours is read.',
    },
    next: {
      zh: '照样可以逛和买，广告只看页面。点错了，在“你存了我什么”里改。',
      en: 'Shop as before; ads go by the page alone. If that was a slip, change it in “What you hold on me”.',
    },
  },
  'profile/age-by-account': {
    status: 403,
    title: {
      zh: '你的一个账号说你还没满 {age} 岁，这里改不了。',
      en: 'One of your accounts says that you are under {age}; that cannot be changed here.',
    },
    next: {
      zh: '生日写错了，就去那个账号里改，再用它登录一次。',
      en: 'If the birthday there is wrong, change it there and sign in with that account again.',
    },
  },
  'profile/age-unsaid': {
    status: 409,
    title: {
      zh: '还不知道你满没满 {age} 岁，没有记下你的选择。',
      en: 'You have not said whether you are {age} or older.',
    },
    next: { zh: '先答这一句，再同意。', en: 'Answer that first, then agree.' },
  },
  'profile/apart-first': {
    status: 409,
    title: {
      zh: '“{name}”要另外同意一次，没有记下你的选择。',
      en: '{title} needs a consent of its own; nothing was recorded.',
    },
    next: { zh: '先打开它下面单独的开关。', en: 'Switch on the separate switch below it first.' },
  },
  'profile/not-found': {
    status: 404,
    title: { zh: '没有这一条，或已经删掉了。', en: 'There is no such item, or it was removed already.' },
    next: { zh: '刷新“我的数据”。', en: 'Reload My data.' },
  },
  'profile/unknown-category': {
    status: 404,
    title: { zh: '没有这个兴趣。', en: 'There is no such interest.' },
    next: { zh: '刷新“我的数据”。', en: 'Reload My data.' },
  },
  'profile/not-agreed': {
    status: 409,
    title: { zh: '你还没有同意用这一项。', en: 'You have not agreed to this yet.' },
    next: { zh: '先在“我的数据”里打开它。什么都没有留下。', en: 'Switch it on in My data first. Nothing was kept.' },
  },
  'profile/no-such-account': {
    status: 404,
    title: { zh: '你没有连接这个账号，或已经断开了。', en: 'You have not connected this account, or no longer.' },
    next: { zh: '刷新“已连接的账号”。', en: 'Reload Connected accounts.' },
  },
  'profile/last-account': {
    status: 409,
    title: {
      zh: '这是你登录这里的唯一账号，断开后你就进不来了。',
      en: 'This is your only way to sign in here; without it you could not come back.',
    },
    next: {
      zh: '先连接另一个账号再断开它。不想再留在这里，就在“我的数据”里删除全部。',
      en: 'Connect another account first. If you want to leave for good, erase everything in My data.',
    },
  },
  'profile/merge-over': {
    status: 404,
    title: { zh: '这次合并已经过期，或已经做完了。', en: 'This merge has run out, or is done already.' },
    next: {
      zh: '要合并，回“已连接的账号”再连一次那个账号。什么都没有改变。',
      en: 'To merge, connect that account again in Connected accounts. Nothing has changed.',
    },
  },
  'profile/archive-broken': {
    status: 400,
    title: {
      zh: '这个存档打不开：没传完、加了密、坏了，或者不是 zip。',
      en: 'This archive does not open: cut off, encrypted, damaged, or no zip.',
    },
    next: { zh: '重新下载存档，整个传上来。', en: 'Download the archive again and send all of it.' },
  },
  'profile/archive-too-large': {
    status: 413,
    title: { zh: '这个存档展开后太大。', en: 'This archive is too large once unpacked.' },
    next: {
      zh: '导出时只选要用的部分，照片和视频不用带。',
      en: 'Export only the parts that matter, without photos and videos.',
    },
  },
  'profile/archive-busy': {
    status: 503,
    title: {
      zh: '正在读别人的存档，暂时收不下更多。',
      en: 'Archives of others are being read; there is no room for more now.',
    },
    next: { zh: '过一分钟再传，存档还在你手里。', en: 'Send it again in a minute; your archive is still yours.' },
    retry: true,
  },
  'profile/archive-path': {
    status: 400,
    title: {
      zh: '这个存档里有指向外面的路径或链接，没有读。',
      en: 'This archive holds paths or links that lead outside; it was not read.',
    },
    next: { zh: '从服务商那里重新下载一份。', en: 'Download a fresh one from the service.' },
  },
  'profile/archive-unknown': {
    status: 422,
    title: { zh: '存档里没有你选的内容。', en: 'The archive holds nothing of what you chose.' },
    next: {
      zh: '可以带 Google Takeout、X、Mastodon、Instagram 的存档；Google 的观看记录要选 JSON 格式。',
      en: 'Archives of Google Takeout, X, Mastodon and Instagram are read; choose JSON for Google’s watch history.',
    },
  },
  'profile/too-many': {
    status: 400,
    title: { zh: '最多选 {most} 项。', en: 'Choose {most} at most.' },
    next: { zh: '去掉几项再保存。', en: 'Take some away and save again.' },
  },
  'profile/not-confirmed': {
    status: 400,
    title: { zh: '抹掉需要确认，什么都没有改变。', en: 'Erasing must be confirmed; nothing has changed.' },
    next: { zh: '再点一次“全部抹掉”。', en: 'Choose Erase everything once more.' },
  },
  'profile/source-down': {
    status: 502,
    title: {
      zh: '{name}没有回应，读到第 {count} 条。读到的已存。',
      en: '{name} did not answer after item {count}. Those are kept.',
    },
    next: GOES_ON,
    retry: true,
  },
  'profile/source-slow': {
    status: 504,
    title: {
      zh: '{name}太慢，读到第 {count} 条。读到的已存。',
      en: '{name} is too slow, after item {count}. Those are kept.',
    },
    next: GOES_ON,
    retry: true,
  },
  'profile/source-rubbish': {
    status: 502,
    title: {
      zh: '{name}的回答读不懂，读到第 {count} 条。读到的已存。',
      en: 'The answer of {name} makes no sense after item {count}. Those are kept.',
    },
    next: GOES_ON,
    retry: true,
  },
  'profile/source-busy': {
    status: 503,
    title: { zh: '{name}请我们慢一点，读到第 {count} 条。', en: '{name} asks us to slow down, after item {count}.' },
    next: GOES_ON,
    retry: true,
  },
  'profile/source-token': {
    status: 502,
    title: {
      zh: '{name}要我们换一张通行证，读到第 {count} 条。',
      en: '{name} wants a fresh token, after item {count}.',
    },
    next: GOES_ON,
    retry: true,
  },
  'profile/source-forbidden': {
    status: 403,
    title: { zh: '你在{name}没有允许读这一项。', en: 'You have not allowed this at {name}.' },
    next: {
      zh: '不读也没关系。想读，就用{name}再登录一次，在那里点同意。',
      en: 'That is fine. To read it, sign in with {name} again and allow it there.',
    },
  },
  'profile/source-gone': {
    status: 502,
    title: { zh: '{name}不再提供这一项。', en: '{name} no longer offers this.' },
    next: { zh: '没有办法读了；读到的还在。', en: 'It cannot be read any more; what was read is kept.' },
  },
  'profile/reconnect': {
    status: 409,
    title: {
      zh: '{name}的授权过期了，读到第 {count} 条。读到的已存。',
      en: 'The connection to {name} has ended after item {count}. Those are kept.',
    },
    next: { zh: '用{name}再登录一次，会接着读。', en: 'Sign in with {name} once more; reading goes on.' },
  },
})
