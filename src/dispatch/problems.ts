import { problems } from '../base/problem.ts'

/** Expected problems of giving work by hand. */
export const dispatchFail = problems({
  'dispatch/task-closed': {
    status: 409,
    title: { zh: '这份活已经做完或撤了。', en: 'This task is done or withdrawn.' },
    next: { zh: '刷新现场。', en: 'Look at the floor again.' },
  },
  'dispatch/not-given': {
    status: 409,
    title: { zh: '这份活现在没在谁手上。', en: 'This task is in nobody’s hands now.' },
    next: { zh: '直接派给一个人。', en: 'Give it to somebody.' },
  },
  'dispatch/not-on-shift': {
    status: 409,
    title: { zh: '这个人没上岗。', en: 'This person is not on shift.' },
    next: { zh: '派给在岗的人。', en: 'Choose somebody who is on shift.' },
  },
  'dispatch/worker-busy': {
    status: 409,
    title: { zh: '{name} 手上有活。', en: '{name} has a task already.' },
    next: { zh: '先收回那份，或派给别人。', en: 'Take that one back first, or choose somebody else.' },
  },
  'dispatch/wrong-role': {
    status: 409,
    title: { zh: '{name} 没有这一步的角色。', en: '{name} does not have the role for this step.' },
    next: { zh: '在员工页给角色，或派给别人。', en: 'Give the role under Staff, or choose somebody else.' },
  },
  'dispatch/out-of-zone': {
    status: 409,
    title: { zh: '{name} 不在 {zone} 区。', en: '{name} does not work in zone {zone}.' },
    next: { zh: '要跨区，请明确允许。', en: 'Allow it for this task, if you mean it.' },
  },
})
