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
  'warehouse/put-unscanned': {
    status: 409,
    title: { zh: '货还没放到 {cell}。', en: 'The goods are not in {cell} yet.' },
    next: { zh: '放到 {cell}，扫格子上的码。', en: 'Put them into {cell} and scan its code.' },
  },
  'warehouse/wrong-cell': {
    status: 409,
    title: {
      zh: '{got} 不是这张订单的格子，要放 {cell}。',
      en: '{got} is not the place of this order: it goes into {cell}.',
    },
    next: { zh: '拿出来，放到 {cell}，再扫。', en: 'Take the goods out, put them into {cell}, scan that.' },
  },
  'warehouse/tote-unscanned': {
    status: 409,
    title: { zh: '播种墙满了，货要放进周转箱。', en: 'The put wall is full: the goods go into a tote.' },
    next: {
      zh: '拿一个空周转箱，扫上面的码，如 T-0007。',
      en: 'Take an empty tote and scan its code, such as T-0007.',
    },
  },
  'warehouse/tote-taken': {
    status: 409,
    title: { zh: '{cell} 里是另一张订单的货。', en: '{cell} holds the goods of another order.' },
    next: { zh: '换一个空的。', en: 'Take an empty one.' },
  },
  'warehouse/wrong-label': {
    status: 409,
    title: { zh: '扫到 {got}，这个包裹是 {wanted}。', en: 'Scanned {got}, but this parcel is {wanted}.' },
    next: {
      zh: '看一下是不是贴错了，再扫包裹上的面单。',
      en: 'Check that the right label is on it, then scan that label.',
    },
  },
  'warehouse/no-such-parcel': {
    status: 404,
    title: { zh: '你手上没有这个包裹。', en: 'This parcel is not in your hands.' },
    next: { zh: '回到手上的活；要补印请找主管。', en: 'Go back to your task; a supervisor prints a lost label again.' },
  },
  'warehouse/reprint-reason': {
    status: 409,
    title: { zh: '这张面单印过 {prints} 次。', en: 'This label was printed {prints} times already.' },
    next: { zh: '说一下为什么再印：破了、卡纸、贴错。', en: 'Say why it is printed again: torn, jammed, misplaced.' },
  },
  'warehouse/no-labels': {
    status: 404,
    title: { zh: '没有可印的标签。', en: 'There are no such labels.' },
    next: { zh: '检查货区、货位或货号。', en: 'Check zone, bins or SKUs.' },
  },
  'warehouse/missing-column': {
    status: 422,
    title: {
      zh: '文件里没有这些列：{missing}。第一行是：{seen}。',
      en: 'The file lacks columns: {missing}. Its first line is: {seen}.',
    },
    next: {
      zh: '第一行写列名，如 code,zone,sku,qty；收货用 sku,bin,qty。',
      en: 'Name the columns in the first line: code,zone,sku,qty; for goods received sku,bin,qty.',
    },
  },
  'warehouse/wrong-lines': {
    status: 422,
    title: { zh: '{count} 行不对，什么也没导入。', en: '{count} lines are wrong, and nothing was imported.' },
    next: { zh: '按行号改好，再传一次。', en: 'Mend them by line number and send the file again.' },
  },
  'warehouse/not-cancelled': {
    status: 409,
    title: { zh: '这张订单还要发，货不放回。', en: 'This order is still to be sent, so its goods stay out.' },
    next: { zh: '先取消订单。', en: 'Cancel the order first.' },
  },
  'warehouse/nothing-picked': {
    status: 409,
    title: {
      zh: '这张订单一件也没拣到，没有可发的。',
      en: 'Nothing of this order was picked, so nothing can be sent.',
    },
    next: { zh: '取消它，或补货后再发。', en: 'Cancel it, or send it once there is stock.' },
  },
  'warehouse/not-a-pick': {
    status: 409,
    title: { zh: '货位上少货，只在拣货时报。', en: 'Only a picking reports pieces that are not in their bin.' },
    next: {
      zh: '打包时少了或坏了，用“少了或坏了”报。',
      en: 'At the packing table, report them as missing or damaged.',
    },
  },
  'warehouse/not-a-check': {
    status: 409,
    title: {
      zh: '现在不在核对这些货，什么都没有改变。',
      en: 'These goods are not being checked now; nothing was changed.',
    },
    next: {
      zh: '箱子封好以后发现少货，请主管取消订单。',
      en: 'Once the carton is closed, a supervisor can cancel the order.',
    },
  },
  'warehouse/nothing-missing': {
    status: 409,
    title: { zh: '这一行最多还能报 {left} 件。', en: 'At most {left} more of this line can be reported.' },
    next: { zh: '看看数量，扫过的是在的。', en: 'Check the quantity: what was scanned is there.' },
  },
  'warehouse/empty-place': {
    status: 404,
    title: { zh: '{cell} 是空的。', en: '{cell} is empty.' },
    next: { zh: '刷新播种墙。', en: 'Look at the put wall again.' },
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
