import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api } from '../../kit/api.ts'
import { Note, Sheet, type Trouble, troubleOf } from '../../kit/parts.tsx'
import { clockTime } from '../../kit/time.ts'
import { words } from '../../kit/words.ts'
import { Copy } from './shop-kit.tsx'
import type { Person } from './staff-form.tsx'

const t = words({
  joinTitle: { zh: '{name}，用手机扫一下', en: '{name}, scan with your phone' },
  enterTitle: { zh: '{name} 进控制台的链接', en: 'Console link for {name}' },
  once: { zh: '15 分钟内有效，只能用一次，到 {time}。', en: 'Works once, for 15 minutes, until {time}.' },
  qrAlt: { zh: '链接的二维码', en: 'QR code of the link' },
  orText: { zh: '扫不了就把链接发过去', en: 'Or send the link' },
  secretLink: { zh: '谁拿到链接，谁就是{name}。', en: 'Whoever holds the link is {name}.' },
  again: { zh: '再给一个', en: 'A fresh one' },
  localOnly: {
    zh: '这个地址只有这台电脑打得开。要用真手机，启动时加 --lan，或设好 TUIDAN_URL。',
    en: 'Only this computer can open this address. For a real phone start with --lan, or set TUIDAN_URL.',
  },
  phone: { zh: '手机', en: 'Phone' },
})

/** Whom a link is for and what it opens. */
export interface Way {
  readonly person: Person
  readonly opens: 'phone' | 'console'
}

/** The single-use link as a code to scan and as a text. */
export function WayIn({ person, opens, onClose }: Way & { onClose: () => void }) {
  const link = useSignal<{ url: string; expiresAt: string; qr: string } | null>(null)
  const picture = useSignal<string | null>(null)
  const failed = useSignal<Trouble | null>(null)
  const make = async () => {
    try {
      failed.value = picture.value = null
      const made = await api<{ url: string; expiresAt: string; qr: string }>(
        'POST',
        `/v1/console/staff/${person.id}/link`,
        {
          opens,
        },
      )
      link.value = made
      picture.value = `data:image/svg+xml,${encodeURIComponent(made.qr)}`
    } catch (error) {
      failed.value = troubleOf(error)
    }
  }
  useEffect(() => void make(), [])
  const params = { name: person.name }
  return (
    <Sheet title={t(opens === 'phone' ? 'joinTitle' : 'enterTitle', params)} onClose={onClose}>
      <div class="formed">
        <Note trouble={failed.value} />
        <div class="qr travels">{picture.value !== null && <img src={picture.value} alt={t('qrAlt')} />}</div>
        {link.value !== null && (
          <>
            <p>
              {t('once', { time: clockTime(link.value.expiresAt) })} {t('secretLink', params)}
            </p>
            {new URL(link.value.url).hostname === 'localhost' && opens === 'phone' && (
              <p class="hint">{t('localOnly')}</p>
            )}
            <div>
              <span class="label">{t('orText')}</span>
              <Copy text={link.value.url} label={t('orText')} />
            </div>
            <button type="button" class="btn" onClick={() => void make()}>
              {t('again')}
            </button>
          </>
        )}
      </div>
    </Sheet>
  )
}
