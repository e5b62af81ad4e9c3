import { words } from '../kit/words.ts'

/** Every sentence of the phone. */
export const t = words({
  joining: { zh: '正在加入…', en: 'Joining…' },
  joinHow: {
    zh: '请主管给你一个链接或二维码，用这台手机打开。',
    en: 'Ask the supervisor for a link or QR code and open it on this phone.',
  },
  onShift: { zh: '上岗', en: 'Go on shift' },
  offShift: { zh: '下岗', en: 'Go off shift' },
  hello: { zh: '{name}，你好', en: 'Hello {name}' },
  zones: { zh: '{zones} 区', en: 'Zone {zones}' },
  allZones: { zh: '所有区', en: 'All zones' },
  noWork: { zh: '现在没有活，有了会响', en: 'No work now, we will ring' },
  live: { zh: '在岗，已同步', en: 'On shift, in step' },
  pick: { zh: '拣货', en: 'Pick' },
  pack: { zh: '打包', en: 'Pack' },
  ship: { zh: '发货', en: 'Ship' },
  take: { zh: '拿', en: 'Take' },
  pieces: { zh: '件', en: 'pieces' },
  barcode: { zh: '条码尾号 {tail}', en: 'Barcode ends {tail}' },
  code: { zh: '扫码，或手输', en: 'Scan, or type' },
  count: { zh: '记下', en: 'Count it' },
  short: { zh: '少了或坏了', en: 'Short or damaged' },
  giveBack: { zh: '交给别人', en: 'Give it back' },
  done: { zh: '完成', en: 'Done' },
  donePack: { zh: '封箱，取面单号', en: 'Close the box, get its number' },
  weight: { zh: '重量（克，选填）', en: 'Weight (grams, optional)' },
  parcel: { zh: '包裹号，扫它或照着输', en: 'Parcel number: scan it or type it' },
  doneShip: { zh: '登记出库，交给承运商', en: 'Register and hand over' },
  check: { zh: '一件件扫，核对这一箱', en: 'Scan each piece to check this box' },
  why: { zh: '为什么是你：{why}', en: 'Why you: {why}' },
  offline: {
    zh: '没网，照常干。{n} 次扫描存在手机里，有网就传。',
    en: 'Offline, carry on. {n} scans are kept here and go out when the network is back.',
  },
  takenBack: { zh: '这份活交给别人了。扫过的都记着。', en: 'This task went to somebody else. Your scans are kept.' },
  goOn: { zh: '点一下继续', en: 'Tap to go on' },
  confirmOff: {
    zh: '手上还有活，下岗会交给别人。再点一次确认。',
    en: 'A task is in your hands; it goes to somebody else. Tap again to confirm.',
  },
})
