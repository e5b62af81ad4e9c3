import { useSignal } from '@preact/signals'
import { api } from '../../kit/api.ts'
import { Chip, Empty, Note } from '../../kit/parts.tsx'
import { span, when } from '../../kit/time.ts'
import { words } from '../../kit/words.ts'
import { Ask, useLoad, Waiting } from './shop-kit.tsx'

const t = words({
  state: { zh: '状态', en: 'State' },
  phone: { zh: '手机', en: 'Phone' },
  whose: { zh: '谁的', en: 'Whose' },
  joined: { zh: '连上', en: 'Joined' },
  seen: { zh: '上次见到', en: 'Last seen' },
  ago: { zh: '{span}前', en: '{span} ago' },
  online: { zh: '在线', en: 'Online' },
  away: { zh: '不在线', en: 'Away' },
  removed: { zh: '移除了', en: 'Removed' },
  remove: { zh: '移除', en: 'Remove' },
  removeIt: { zh: '移除{name}的手机', en: 'Remove the phone of {name}' },
  removeTitle: { zh: '移除 {name} 的手机？', en: 'Remove the phone of {name}?' },
  removeText: {
    zh: '这台手机马上退出，手上没做完的活回到队里派给别人，扫过的都算数。要再用，重新扫一次二维码。',
    en: 'It signs out at once and open work goes to somebody else; what was scanned counts. To use it again, scan a new code.',
  },
  removeNow: { zh: '移除手机', en: 'Remove phone' },
  noPhones: {
    zh: '还没有手机连上。在“人”那一页点“手机”，对方扫二维码就连上。',
    en: 'No phone has joined. Under People choose Phone, and let them scan the code.',
  },
})

interface Device {
  readonly id: string
  readonly staffName: string
  readonly name: string
  readonly createdAt: string
  readonly seenAt: string
  readonly removedAt: string | null
}

/** A phone that was heard of within this time counts as being there. */
const ONLINE_MS = 120_000

/** Phones that joined: whose they are, when they were last seen, and the way to take one out. */
export function Phones() {
  const { data, trouble, again } = useLoad<{ items: Device[] }>('/v1/console/devices')
  const asked = useSignal<Device | null>(null)
  const devices = data.value?.items
  return (
    <>
      <Note trouble={trouble.value} />
      {devices === undefined && trouble.value === null && <Waiting />}
      {devices?.length === 0 && (
        <section class="card">
          <Empty icon="phone" text={t('noPhones')} />
        </section>
      )}
      {devices !== undefined && devices.length > 0 && (
        <section class="card scrolls">
          <table class="table fold">
            <thead>
              <tr>
                <th>{t('whose')}</th>
                <th>{t('phone')}</th>
                <th>{t('state')}</th>
                <th>{t('seen')}</th>
                <th>{t('joined')}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {devices.map((device) => (
                <PhoneRow
                  key={device.id}
                  device={device}
                  onRemove={() => {
                    asked.value = device
                  }}
                />
              ))}
            </tbody>
          </table>
        </section>
      )}
      {asked.value !== null && (
        <Ask
          title={t('removeTitle', { name: asked.value.staffName })}
          yes={t('removeNow')}
          onYes={async () => {
            await api('DELETE', `/v1/console/devices/${asked.value!.id}`)
            again()
          }}
          onClose={() => {
            asked.value = null
          }}
        >
          <p>{t('removeText')}</p>
        </Ask>
      )}
    </>
  )
}

function PhoneRow({ device, onRemove }: { device: Device; onRemove: () => void }) {
  const isGone = device.removedAt !== null
  const idle = Date.now() - Date.parse(device.seenAt)
  const isOn = !isGone && idle < ONLINE_MS
  return (
    <tr class={isGone ? 'isoff' : undefined}>
      <td class="lead">
        <b>{device.staffName}</b>
      </td>
      <td data-l={t('phone')}>{device.name}</td>
      <td data-l={t('state')}>
        <Chip kind={isGone ? 'off' : isOn ? 'right' : 'idle'}>{t(isGone ? 'removed' : isOn ? 'online' : 'away')}</Chip>
      </td>
      <td data-l={t('seen')} class="t2">
        {t('ago', { span: span(idle) })}
      </td>
      <td data-l={t('joined')} class="t2">
        {when(device.createdAt)}
      </td>
      <td class="r act">
        {!isGone && (
          <button
            type="button"
            class="btn small"
            aria-label={t('removeIt', { name: device.staffName })}
            onClick={onRemove}
          >
            {t('remove')}
          </button>
        )}
      </td>
    </tr>
  )
}
