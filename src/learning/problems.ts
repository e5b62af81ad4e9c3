import { problems } from '../base/problem.ts'

/** Expected problems of logs, models and their evaluation. */
export const learningProblem = problems({
  'learning/no-log': {
    status: 404,
    title: { zh: '{folder} 里没有 {file}（也没有 {file}.gz）。', en: '{folder} has no {file} (nor {file}.gz).' },
    next: {
      zh: '要有 random.csv、bts.csv（可以是 .gz）；看 docs/evaluate.md。',
      en: 'It needs random.csv and bts.csv (.gz is fine); see docs/evaluate.md.',
    },
  },
  'learning/no-columns': {
    status: 400,
    title: {
      zh: '{file} 少了这些列：{missing}；有的是 {columns}。',
      en: '{file} lacks the columns {missing}; it has {columns}.',
    },
    next: {
      zh: '第一行要是列名；名字看 docs/evaluate.md。',
      en: 'The first line names the columns; see docs/evaluate.md.',
    },
  },
  'learning/empty-log': {
    status: 400,
    title: { zh: '{file} 里没有一行可用（坏行 {bad}）。', en: '{file} has no usable row ({bad} bad ones).' },
    next: { zh: '看看是不是选错了文件。', en: 'Check that it is the right file.' },
  },
  'learning/broken-log': {
    status: 400,
    title: {
      zh: '{file} 的压缩包坏了，或没有下载完。',
      en: '{file} is a broken gzip archive, or its download was cut off.',
    },
    next: { zh: '重新下载，再运行一次。', en: 'Download it again and run this once more.' },
  },
  'learning/bad-model': {
    status: 400,
    title: { zh: '这个模型文件不能用：{reason_zh}。', en: 'This model file cannot be used: {reason_en}.' },
    next: {
      zh: '原来的模型还在用着；换一个版本，或让它从头学。',
      en: 'The model in use was kept; take another version, or let it learn from the start.',
    },
  },
})
