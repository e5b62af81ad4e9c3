import { iso } from '../base/clock.ts'
import { type Lang, say, type Text } from '../base/i18n.ts'
import { type ProblemJson, problemJson } from '../base/problem.ts'
import type { Profiles, Source } from '../profile/flow.ts'
import { interestJson, openProfile } from '../profile/flow-understood.ts'
import { profileFail } from '../profile/problems.ts'
import { connectorsOf } from '../sign-in/flow-connectors.ts'
import type { Viewer } from '../sites/viewer.ts'
import { whenText } from './reading.ts'
import { listStreams, type StreamState } from './store.ts'

/** How far the reading of one stream is, for its owner. */
export function streamJson(s: StreamState, connectors: readonly Source[], now: number, lang: Lang) {
  const connector = connectors.find((one) => one.id === s.connector)
  const title: Text = connector?.descriptor.streams[s.stream]?.title ?? { zh: s.stream, en: s.stream }
  return {
    account: s.accountId,
    connector: s.connector,
    stream: s.stream,
    title: say(title, lang),
    state: s.state,
    count: s.count,
    kept: s.kept,
    setAside: s.setAside,
    total: s.total,
    readAt: s.readAt === null ? null : iso(s.readAt),
    nextAt: s.nextAt === null ? null : iso(s.nextAt),
    problem: s.problem === null ? null : streamProblem(s, connector, now, lang),
  }
}

/** 小岛没有回应，读到第 120 条。读到的已存。10 分钟后自动接着读。 */
function streamProblem(s: StreamState, connector: Source | undefined, now: number, lang: Lang): ProblemJson {
  const name = connector === undefined ? s.connector : say(connector.names, lang)
  const when = say(whenText((s.nextAt ?? now) - now), lang)
  const params = { name, count: s.count, when }
  // Problems of sign-in (the provider of tokens) read like those of the source.
  const code =
    s.problem === 'sign-in/needs-reconnect'
      ? 'profile/reconnect'
      : s.problem === 'sign-in/provider-slow'
        ? 'profile/source-slow'
        : s.problem?.startsWith('sign-in/')
          ? 'profile/source-down'
          : s.problem!
  return problemJson(profileFail(code as Parameters<typeof profileFail>[0], { params }), lang)
}

/** That an account must be connected again is one thing to do: it is told at the first of its streams and not at each. */
export function toldOnce<T extends ReturnType<typeof streamJson>>(streams: readonly T[]): T[] {
  const told = new Set<string>()
  return streams.map((one) => {
    if (one.problem?.code !== 'profile/reconnect') return one
    const isTold = told.has(one.connector)
    told.add(one.connector)
    return isTold ? { ...one, problem: null } : one
  })
}

/** How far reading is, and what is understood so far. */
export async function readingView(profiles: Profiles, { site, personId, lang }: Viewer) {
  const { core, signIn } = profiles
  const now = core.clock.now()
  const [connectors, streams, opened] = await Promise.all([
    connectorsOf(signIn, site),
    listStreams(core.db, site.id, personId),
    openProfile(profiles, site, personId),
  ])
  return {
    streams: toldOnce(streams.map((s) => streamJson(s, connectors, now, lang))),
    done: streams.every((s) => s.state !== 'waiting' && s.state !== 'reading'),
    understood: opened.interests.map((one) => interestJson(one, opened.row?.derivedAt ?? now, now, lang)),
  }
}
