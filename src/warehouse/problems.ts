import { problems } from '../base/problem.ts'

/** Expected problems of the floor. */
export const warehouseFail = problems({
  'warehouse/taken-back': {
    status: 409,
    title: {
      zh: '这份活已经给了别人，或已收回。你扫过的都记着。',
      en: 'This task was given to somebody else, or taken back. What you scanned is kept.',
    },
    next: { zh: '看下一份活。', en: 'Look at the next task.' },
  },
  'warehouse/no-such-task': {
    status: 404,
    title: { zh: '没有这份活。', en: 'There is no such task.' },
    next: { zh: '看下一份活。', en: 'Look at the next task.' },
  },
  'warehouse/not-finished': {
    status: 409,
    title: { zh: '还差 {left} 件没扫。', en: '{left} pieces are not scanned yet.' },
    next: { zh: '接着扫；少了就报缺。', en: 'Go on scanning; report what is missing.' },
  },
  'warehouse/off-shift': {
    status: 409,
    title: { zh: '你还没上岗。', en: 'You are not on shift.' },
    next: { zh: '先点“上岗”。', en: 'Go on shift first.' },
  },
  'warehouse/open-work': {
    status: 409,
    title: { zh: '手上还有一份活。', en: 'A task is still in your hands.' },
    next: { zh: '做完它，或确认下岗，活会交给别人。', en: 'Finish it, or confirm: it goes to somebody else.' },
  },
  'warehouse/bad-bin': {
    status: 422,
    title: { zh: '货位 {code} 不对：{reason}', en: 'The bin {code} is not right: {reason}' },
    next: {
      zh: '写成 B07-32 的样子：区、巷、位；不用 I、O、Q。',
      en: 'Write it like B07-32: zone, aisle, bay; no I, O or Q.',
    },
  },
  'warehouse/no-such-bin': {
    status: 404,
    title: { zh: '没有货位 {code}。', en: 'There is no bin {code}.' },
    next: { zh: '先导入货位。', en: 'Import the floor first.' },
  },
})
