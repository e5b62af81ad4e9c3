import { problems } from '../../base/problem.ts'

/** Expected problems of the embedded database server, each with its way out. */
export const embeddedFail = problems({
  'storage/no-binary': {
    status: 500,
    title: {
      zh: '这个平台（{platform}）没有自带的 PostgreSQL。',
      en: 'There is no embedded PostgreSQL for this platform ({platform}).',
    },
    next: {
      zh: '装上 PostgreSQL 15 以上（放进 PATH），或设 DATABASE_URL。',
      en: 'Install PostgreSQL 15 or newer (on PATH), or set DATABASE_URL.',
    },
  },
  'storage/other-major': {
    status: 500,
    title: {
      zh: '{folder} 里的数据是 PostgreSQL {found} 的，这里的程序是 {ours} 的。没有动它。',
      en: 'The data in {folder} is of PostgreSQL {found}; the program here is {ours}. It was not touched.',
    },
    next: {
      zh: '用原来那版推单跑 tuidan backup FILE，再在新的 TUIDAN_HOME 里 tuidan restore FILE。',
      en: 'Run tuidan backup FILE with the Tuidan that made it, then tuidan restore FILE in a new TUIDAN_HOME.',
    },
  },
  'storage/locked-folder': {
    status: 500,
    title: {
      zh: '数据库以普通用户身份运行，进不去文件夹 {folder}（权限 {mode}）。',
      en: 'The database runs as an ordinary user and cannot pass the folder {folder} (mode {mode}).',
    },
    next: {
      zh: '换一个地方：TUIDAN_HOME=/var/lib/tuidan；或对它 chmod o+x。',
      en: 'Choose another place: TUIDAN_HOME=/var/lib/tuidan; or chmod o+x that folder.',
    },
  },
  'storage/cannot-start': {
    status: 500,
    title: { zh: '数据库没有启动：{reason}', en: 'The database did not start: {reason}' },
    next: { zh: '详情在 {log}。', en: 'The details are in {log}.' },
  },
  'storage/starting-elsewhere': {
    status: 500,
    title: {
      zh: '另一个进程正在启动这个数据库，等了 {seconds} 秒。',
      en: 'Another process has been starting this database for {seconds} s.',
    },
    next: {
      zh: '看看它是否卡住；确认没有别的推单在跑后再试。',
      en: 'See whether it hangs; try again when no other Tuidan runs.',
    },
  },
  'storage/disk-full-start': {
    status: 507,
    title: { zh: '磁盘满了，数据库启动不了。', en: 'The disk is full; the database cannot start.' },
    next: { zh: '腾出空间后再启动，数据都在。', en: 'Free some space and start again; the data is there.' },
  },
})
