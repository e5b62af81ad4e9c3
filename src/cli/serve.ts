import { readFile } from 'node:fs/promises'
import { problems } from '../base/problem.ts'
import type { Config } from '../config.ts'

/** Expected problems of beginning to serve. */
export const serveFail = problems({
  'start/port-taken': {
    status: 500,
    title: { zh: '端口 {port} 已被占用。', en: 'Port {port} is taken.' },
    next: {
      zh: '已经开着一个推单？打开 {url}。要再开一个：TUIDAN_PORT={other} npm start',
      en: 'Does Tuidan run already? Open {url}. For a second one: TUIDAN_PORT={other} npm start',
    },
  },
  'start/port-forbidden': {
    status: 500,
    title: { zh: '没有权限用端口 {port}。', en: 'Port {port} may not be used.' },
    next: {
      zh: '1024 以下的端口要管理员；用 TUIDAN_PORT=4400。',
      en: 'Ports below 1024 need an administrator; use TUIDAN_PORT=4400.',
    },
  },
  'start/bad-certificate': {
    status: 500,
    title: { zh: '证书文件 {file} 读不出来。', en: 'The certificate file {file} cannot be read.' },
    next: {
      zh: 'TUIDAN_TLS_CERT 和 TUIDAN_TLS_KEY 要一起给，都是 PEM 文件。',
      en: 'Give TUIDAN_TLS_CERT and TUIDAN_TLS_KEY together, both PEM files.',
    },
  },
})

/** Certificate and key as the server wants them, or null. @throws start/bad-certificate */
export async function tlsOf(config: Config): Promise<{ cert: string; key: string } | null> {
  if (config.tlsCert === null && config.tlsKey === null) return null
  const read = async (file: string | null): Promise<string> => {
    try {
      return await readFile(file!, 'utf8')
    } catch (cause) {
      throw serveFail('start/bad-certificate', { params: { file: file ?? '-' }, cause })
    }
  }
  return { cert: await read(config.tlsCert), key: await read(config.tlsKey) }
}

/** A failed start in words, where the reason is known. */
export function startFail(error: unknown, config: Config): unknown {
  const code = (error as NodeJS.ErrnoException).code
  const params = { port: config.port, other: config.port + 1, url: `http://localhost:${config.port}` }
  if (code === 'EADDRINUSE') return serveFail('start/port-taken', { params, cause: error })
  if (code === 'EACCES' && (error as NodeJS.ErrnoException).syscall === 'listen')
    return serveFail('start/port-forbidden', { params, cause: error })
  return error
}
