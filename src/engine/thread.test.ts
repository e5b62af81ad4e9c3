import { expect, test } from 'vitest'
import type { LabelJob } from '../warehouse/label.ts'
import { newLabelPress } from '../warehouse/label-press.ts'

const label: LabelJob = { kind: 'sheet', labels: [{ code: 'B07-32', big: 'B07-32', small: ['青瓷杯'] }] }
const isPdf = (bytes: Uint8Array) => new TextDecoder('latin1').decode(bytes.subarray(0, 5)) === '%PDF-'

test('a job that comes while the thread ends has another; one in hand is told', async () => {
  const thread = newLabelPress()
  const inHand = thread.run(label)
  const told = expect(inHand).rejects.toThrow('label-thread')
  const ended = thread.stop()
  const next = thread.run(label)
  await Promise.all([ended, told])
  expect(isPdf(await next)).toBe(true)
  await thread.stop()
})

test('what cannot be handed to a thread is refused, and keeps nothing waiting', async () => {
  const thread = newLabelPress()
  await expect(thread.run({ ...label, labels: [() => {}] } as unknown as LabelJob)).rejects.toThrow(
    'could not be cloned',
  )
  expect(isPdf(await thread.run(label))).toBe(true)
  await thread.stop()
})
