import { useSignal } from '@preact/signals'
import { leftOf, nextLine, type TaskLine } from '../../src/warehouse/task.ts'
import { BASE } from '../kit/api.ts'
import { Icon, Shape } from '../kit/icons.tsx'
import { Sheet } from '../kit/parts.tsx'
import { inLang } from '../kit/words.ts'
import { CodeField } from './code-field.tsx'
import { DemoTap, GiveBack, Steps, Why } from './task-parts.tsx'
import { t } from './words.ts'
import { atBin, finish, me, reportShort, scan, type Task } from './work.ts'

/** One stop of a walk: first the bin, then its goods. */
export function Pick({ task: now }: { task: Task }) {
  const line = nextLine(now)
  if (line === null) return <Put task={now} />
  const full = now.lines.find((l) => l.seq === line.seq)!
  const isAtBin = atBin.value === line.bin
  const left = line.qty - line.picked - line.short
  return (
    <div class="stepbox" data-step={isAtBin ? 'goods' : 'bin'} data-sku={line.sku}>
      <Steps lines={now.lines} now={line.seq} />
      {isAtBin ? (
        <p class="plateline">
          <Shape kind="right" size={20} />
          <b>{line.bin}</b>
        </p>
      ) : (
        <>
          {full.way && <p class="way">{inLang(full.way)}</p>}
          <DemoTap code={line.bin} what={t('plate')} onTap={scan}>
            <div class="plate">
              <b>{line.bin}</b>
            </div>
          </DemoTap>
        </>
      )}
      <DemoTap code={line.barcode ?? line.sku} what={t('goods')} onTap={scan} isOn={isAtBin}>
        <div class={`card goods ${isAtBin ? 'large' : ''}`}>
          <Picture line={line} />
          <div class="name">
            <h2>{inLang(line.title)}</h2>
            <p class="t2 num">{line.barcode ? t('barcode', { tail: line.barcode.slice(-4) }) : line.sku}</p>
          </div>
          <div class="qty">
            {t('take')}
            <b class="num">{left}</b>
            {t('pieces', { n: left })}
          </div>
        </div>
      </DemoTap>
      <CodeField
        key={isAtBin ? 'goods' : 'bin'}
        action={t(isAtBin ? 'scanGoods' : 'scanBin')}
        verb={t(isAtBin ? 'goodsVerb' : 'atBinVerb')}
        wanted={t(isAtBin ? 'goodsFirst' : 'atBinFirst')}
        onCode={(code) => void scan(code)}
      />
      <div class="pair">
        {isAtBin && left > 1 && line.picked > 0 ? (
          <button type="button" class="btn quiet" onClick={() => void scan(line.barcode ?? line.sku, left)}>
            {t('countAll', { n: left })}
          </button>
        ) : (
          <Short bin={line.bin} title={inLang(line.title)} left={left} seq={line.seq} />
        )}
        <GiveBack />
      </div>
      <Walk task={now} />
      <Why task={now} />
    </div>
  )
}

/** The goods as the shop shows them; without a picture, which is not asked for, a drawn bag keeps its place. */
export function Picture({ line }: { line: Pick<TaskLine, 'sku' | 'hasPicture'> }) {
  const isMissing = useSignal(false)
  const who = me.value
  if (line.hasPicture !== true || isMissing.value || who === null || who === 'nobody')
    return (
      <i class="pic none">
        <Icon name="bag" size={32} />
      </i>
    )
  return (
    <img
      class="pic"
      src={`${BASE}/v1/sites/${who.site.slug}/pictures/${encodeURIComponent(line.sku)}`}
      alt=""
      onError={() => {
        isMissing.value = true
      }}
    />
  )
}

/** Everything is in hand: into which cell or tote it goes. A shop without a put wall is asked nothing. */
function Put({ task: now }: { task: Task }) {
  const place = now.cell
  return (
    <div class="stepbox" data-step="put">
      <Steps lines={now.lines} now={null} />
      <p class="way">{t('put')}</p>
      <DemoTap code={place ?? ''} what={t('plate')} onTap={(code) => finish({ cell: code })} isOn={place !== null}>
        <div class="plate">
          <b class={place === null ? 'words' : ''}>{place ?? t('anyTote')}</b>
        </div>
      </DemoTap>
      <div class="space" />
      <CodeField
        action={place === null ? t('scanTote') : t('scanCell', { cell: place })}
        verb={t('placeVerb')}
        wanted={t(place === null ? 'toteFirst' : 'cellFirst')}
        onCode={(code) => void finish({ cell: code })}
      />
      <Why task={now} />
    </div>
  )
}

function Short({ bin, title, left, seq }: { bin: string; title: string; left: number; seq: number }) {
  const asked = useSignal(false)
  const close = () => {
    asked.value = false
  }
  return (
    <>
      <button
        type="button"
        class="btn quiet"
        onClick={() => {
          asked.value = true
        }}
      >
        {t('short')}
      </button>
      {asked.value && (
        <Sheet title={t('short')} onClose={close}>
          <p>{t('shortSure', { bin, n: left, title })}</p>
          <div class="pair">
            <button type="button" class="btn" onClick={close}>
              {t('close')}
            </button>
            <button
              type="button"
              class="btn"
              onClick={() => {
                close()
                void reportShort(seq)
              }}
            >
              {t('shortYes', { n: left })}
            </button>
          </div>
        </Sheet>
      )}
    </>
  )
}

/** The whole walk, read only: what is done and what follows. */
function Walk({ task: now }: { task: Task }) {
  return (
    <details class="walk">
      <summary>
        {t('all', { n: now.lines.length })} · {leftOf(now)} {t('pieces', { n: leftOf(now) })}
      </summary>
      <ol>
        {now.lines.map((l) => (
          <li key={l.seq} class={l.picked + l.short >= l.qty ? 'done' : ''}>
            <b>{l.bin}</b>
            <span>{inLang(l.title)}</span>
            <span class="num">{t('ofLines', { done: l.picked, all: l.qty })}</span>
          </li>
        ))}
      </ol>
    </details>
  )
}
