import { problems } from '../base/problem.ts'

/** Expected problems of the database and its server. */
export const storageFail = problems({
  'storage/unreachable': {
    status: 503,
    title: { zh: '数据库没有回应。', en: 'The database does not answer.' },
    next: { zh: '几秒后再试；什么都没有丢。', en: 'Try again in a few seconds; nothing is lost.' },
    retry: true,
  },
  'storage/busy': {
    status: 503,
    title: { zh: '数据库忙，这一步没有保存。', en: 'The database is busy; this step was not saved.' },
    next: { zh: '稍等几秒再试一次。', en: 'Wait a few seconds and try again.' },
    retry: true,
  },
  'storage/disk-full': {
    status: 507,
    title: { zh: '磁盘满了，这一步没有保存。', en: 'The disk is full; this step was not saved.' },
    next: { zh: '腾出空间后再试，已保存的都在。', en: 'Free some space and try again; what was saved is there.' },
    retry: true,
  },
  'storage/newer-schema': {
    status: 500,
    title: {
      zh: '数据库（{database}）比这个程序（{program}）新。',
      en: 'The database ({database}) is newer than this program ({program}).',
    },
    next: { zh: '装上新版程序再启动。', en: 'Install the newer program and start it.' },
  },
})
