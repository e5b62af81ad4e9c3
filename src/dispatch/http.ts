import { Type } from 'typebox'
import type { Core } from '../engine/core.ts'
import type { Auth } from '../http/auth.ts'
import type { Server } from '../http/server.ts'
import { assignTo, takeBackFrom } from './flow-supervise.ts'

const Id = Type.Object({ id: Type.String({ format: 'uuid' }) })
const Reason = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })

/** What a supervisor overrules: who has a task. */
export function dispatchRoutes(app: Server, core: Core, auth: Auth): void {
  const guard = auth.staff('supervisor')

  app.post(
    '/v1/console/tasks/:id/assign',
    {
      preHandler: guard,
      schema: {
        tags: ['console'],
        summary: 'Gives a task to somebody by hand',
        params: Id,
        body: Type.Object({
          staffId: Type.String({ format: 'uuid' }),
          outOfZone: Type.Optional(Type.Boolean()),
          reason: Reason,
        }),
      },
    },
    async (request, reply) => {
      const { staffId, outOfZone = false, reason } = request.body
      const input = { taskId: request.params.id, staffId, outOfZone, reason: reason.trim() }
      await assignTo(core, request.site, request.staff, input)
      return reply.status(204).send()
    },
  )

  app.post(
    '/v1/console/tasks/:id/take-back',
    {
      preHandler: guard,
      schema: { tags: ['console'], summary: 'Takes a task back', params: Id, body: Type.Object({ reason: Reason }) },
    },
    async (request, reply) => {
      const input = { taskId: request.params.id, reason: request.body.reason.trim() }
      await takeBackFrom(core, request.site.id, request.staff, input)
      return reply.status(204).send()
    },
  )
}
