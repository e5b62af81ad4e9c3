import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { say, type Text } from '../base/i18n.ts'
import { type Problem, problems } from '../base/problem.ts'

/** Expected problems of the folders the program keeps its things in. */
const folderFail = problems({
  'storage/no-write': {
    status: 500,
    title: {
      zh: '写不进文件夹 {folder}：{reason_zh}。',
      en: 'The folder {folder} cannot be written to: {reason_en}.',
    },
    next: {
      zh: '让运行推单的用户能写它，或用 TUIDAN_HOME 换一个地方。',
      en: 'Let the user who runs Tuidan write there, or choose another place with TUIDAN_HOME.',
    },
  },
  'storage/no-folder': {
    status: 500,
    title: {
      zh: '文件夹 {folder} 建不了：{reason_zh}。',
      en: 'The folder {folder} cannot be made: {reason_en}.',
    },
    next: {
      zh: '用 TUIDAN_HOME（状态）或 TUIDAN_CACHE（程序的副本）换一个你能写的地方。',
      en: 'Choose a place you may write to with TUIDAN_HOME (the state) or TUIDAN_CACHE (copies of programs).',
    },
  },
})

const NOT_ALLOWED: Text = { zh: '没有权限', en: 'that is not allowed' }
const IN_THE_WAY: Text = { zh: '路上有一个不是文件夹的东西', en: 'something that is no folder is in the way' }
const NO_FILE: Text = { zh: '那里不能放文件', en: 'no file can be there' }
const NO_PLACE: Text = { zh: '那里不能放文件夹', en: 'no folder can be there' }
/** By the system's code, see mkdir(2). */
const REASONS: Readonly<Record<string, Text>> = {
  EACCES: NOT_ALLOWED,
  EPERM: NOT_ALLOWED,
  EROFS: { zh: '那里只能读', en: 'that place can only be read' },
  EEXIST: IN_THE_WAY,
  ENOTDIR: IN_THE_WAY,
  ENOSPC: { zh: '磁盘满了', en: 'the disk is full' },
}

/**
 * Makes a folder and those above it that are missing, all with this mode, one at a time: Node's own recursive way never ends
 * where the system says "no such file" of a folder whose parent is there, as Linux does below /proc.
 * @throws storage/no-folder
 */
export function makeFolder(folder: string, mode: number): void {
  if (existsSync(folder) && statSync(folder).isDirectory()) return
  const above = dirname(folder)
  if (above !== folder) makeFolder(above, mode)
  try {
    mkdirSync(folder, { mode })
  } catch (cause) {
    const code = String((cause as NodeJS.ErrnoException).code)
    // Two processes may make it at once.
    if (code === 'EEXIST' && existsSync(folder) && statSync(folder).isDirectory()) return
    throw folderFail('storage/no-folder', { params: { folder, ...reasonOf(cause, NO_PLACE) }, cause })
  }
}

/** A file could not be written in a folder that is there: storage/no-write with the system's reason. */
export function cannotWrite(folder: string, cause: unknown): Problem {
  return folderFail('storage/no-write', { params: { folder, ...reasonOf(cause, NO_FILE) }, cause })
}

function reasonOf(cause: unknown, other: Text) {
  const reason = REASONS[String((cause as NodeJS.ErrnoException).code)] ?? other
  return { reason_zh: say(reason, 'zh'), reason_en: say(reason, 'en') }
}
