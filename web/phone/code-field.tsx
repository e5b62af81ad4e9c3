import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { Icon, Shape } from '../kit/icons.tsx'
import { cameraFault, watchCamera } from './camera.ts'
import { t } from './words.ts'
import { flood } from './work.ts'

/** Is there a finger, so that a focused field would raise the keyboard? */
const isTouch = matchMedia('(pointer: coarse)').matches

interface Asked {
  /** What this step asks for, on the camera's button and in the empty field. */
  readonly action: string
  /** What sending a typed code does. */
  readonly verb: string
  /** Told when nothing was typed. */
  readonly wanted: string
  readonly onCode: (code: string) => void
}

/**
 * Where codes come in: the camera by the one yellow button, a scanner that types and sends Enter, or a hand. The field is
 * always in focus for the scanner; a keyboard rises only when typing was asked for.
 */
export function CodeField({ action, verb, wanted, onCode }: Asked) {
  const isCamera = useSignal(false)
  const asked = useSignal(false)
  const isTyping = asked.value || !isTouch || cameraFault() !== null
  if (isCamera.value)
    return (
      <Camera
        onCode={onCode}
        onClose={() => {
          isCamera.value = false
        }}
      />
    )
  const canSee = cameraFault() === null
  return (
    <div class="codes">
      <TypedCode isTyping={isTyping} isMain={!canSee} action={action} verb={verb} wanted={wanted} onCode={onCode} />
      {canSee && (
        <div class="mainpair">
          <button
            type="button"
            class="btn next thumb"
            onClick={() => {
              isCamera.value = true
            }}
          >
            <Icon name="camera" />
            {action}
          </button>
          {!isTyping && (
            <button
              type="button"
              class="btn quiet side64"
              aria-label={t('typeIt')}
              onClick={() => {
                asked.value = true
              }}
            >
              <Icon name="pen" />
            </button>
          )}
        </div>
      )}
    </div>
  )
}

function TypedCode(props: Asked & { isTyping: boolean; isMain: boolean }) {
  const code = useSignal('')
  const isAsked = useSignal(false)
  const field = useRef<HTMLInputElement>(null)
  // A scanner types wherever the focus is: it comes back here after every touch and every flood.
  useEffect(() => {
    if (!isTouch || props.isTyping) field.current?.focus({ preventScroll: true })
  }, [props.isTyping, flood.value])
  useEffect(() => {
    const catchScanner = (event: KeyboardEvent) => {
      if (event.key.length === 1 && document.activeElement === document.body)
        field.current?.focus({ preventScroll: true })
    }
    addEventListener('keydown', catchScanner)
    return () => removeEventListener('keydown', catchScanner)
  }, [])
  return (
    <form
      class={`typed ${props.isTyping ? '' : 'hidden'}`}
      onSubmit={(event) => {
        event.preventDefault()
        isAsked.value = code.value.trim() === ''
        if (isAsked.value) return field.current?.focus()
        props.onCode(code.value)
        code.value = ''
      }}
    >
      <input
        ref={field}
        name="code"
        aria-label={t('code')}
        placeholder={props.action}
        autocomplete="off"
        autocapitalize="characters"
        inputMode={props.isTyping ? 'text' : 'none'}
        value={code.value}
        onInput={(e) => {
          code.value = e.currentTarget.value
          isAsked.value = false
        }}
        aria-invalid={isAsked.value}
        aria-describedby="code-note"
      />
      <button type="submit" class={`btn ${props.isMain ? 'next thumb' : 'quiet'}`}>
        {props.verb}
      </button>
      {isAsked.value && (
        <p class="error" id="code-note" role="alert">
          <Shape kind="wrong" />
          {props.wanted}
        </p>
      )}
    </form>
  )
}

function Camera({ onCode, onClose }: { onCode: (code: string) => void; onClose: () => void }) {
  const video = useRef<HTMLVideoElement>(null)
  const fault = useSignal<string | null>(null)
  const canRead = useSignal(true)
  const latest = useRef(onCode)
  latest.current = onCode
  useEffect(() => {
    let stop = () => {}
    let isGone = false
    const onReader = (works: boolean) => {
      canRead.value = works
    }
    watchCamera(video.current!, (code) => latest.current(code), onReader).then(
      (stopIt) => {
        stop = stopIt
        if (isGone) stop()
      },
      (error: unknown) => {
        fault.value = error instanceof Error ? error.message : String(error)
      },
    )
    return () => {
      isGone = true
      stop()
    }
  }, [])
  return (
    <div class="camera">
      {fault.value === null ? (
        <div class="lens">
          <video ref={video} muted playsInline aria-label={t('camera')} />
          <i />
        </div>
      ) : (
        <p class="note" role="alert">
          {t('cameraNo', { why: fault.value })}
        </p>
      )}
      {fault.value === null && !canRead.value && (
        <p class="note" role="alert">
          {t('readerNo')}
        </p>
      )}
      <button type="button" class="btn quiet thumb" onClick={onClose}>
        {t('stopCamera')}
      </button>
    </div>
  )
}
