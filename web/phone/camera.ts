import { signal } from '@preact/signals'
import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url'

/** What the camera reads here: the merchant's labels and what stands on goods. */
const FORMATS = ['code_128', 'ean_13', 'ean_8', 'upc_a', 'qr_code', 'data_matrix'] as const
/** The same code in front of the lens is one scan until it has been away this long. */
const SAME_MS = 1_500
/** A reader that did not load (no network) is tried again after this long. */
const RETRY_MS = 3_000

/** Is there one at all? Known a moment after the page began; taken for granted until then. */
const isThere = signal(true)

async function lookForCamera(): Promise<void> {
  const devices = await navigator.mediaDevices.enumerateDevices()
  isThere.value = devices.some((device) => device.kind === 'videoinput')
}

if (isSecureContext && navigator.mediaDevices !== undefined) {
  const look = () => void lookForCamera().catch(() => {})
  look()
  navigator.mediaDevices.addEventListener('devicechange', look)
}

/** Why there is no camera: a word of the dictionary, or null when there may be one. */
export function cameraFault(): 'insecure' | 'noCamera' | null {
  if (!isSecureContext) return 'insecure'
  return navigator.mediaDevices?.getUserMedia === undefined || !isThere.value ? 'noCamera' : null
}

interface Detector {
  detect(source: HTMLVideoElement): Promise<readonly { rawValue: string }[]>
}

/** The browser's own reader where it has one; else ZXing as WebAssembly, from this server. */
async function detector(): Promise<Detector> {
  const own = (
    globalThis as { BarcodeDetector?: { new (o: object): Detector; getSupportedFormats(): Promise<string[]> } }
  ).BarcodeDetector
  if (own !== undefined) {
    const known = await own.getSupportedFormats()
    if (FORMATS.every((format) => known.includes(format))) return new own({ formats: FORMATS })
  }
  const { BarcodeDetector, prepareZXingModule } = await import('barcode-detector/ponyfill')
  await prepareZXingModule({ overrides: { locateFile: () => wasmUrl }, fireImmediately: true })
  return new BarcodeDetector({ formats: [...FORMATS] })
}

/**
 * Shows the camera in `video` and tells of every code once, and whether its reader works: one that cannot be loaded now is
 * tried again as long as the camera is open.
 * @returns how to stop it
 * @throws DOMException NotAllowedError when the person said no, NotFoundError without a camera
 */
export async function watchCamera(
  video: HTMLVideoElement,
  onCode: (code: string) => void,
  onReader: (works: boolean) => void,
): Promise<() => void> {
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } },
  })
  let isOn = true
  const stop = () => {
    isOn = false
    for (const track of stream.getTracks()) track.stop()
    video.srcObject = null
  }
  try {
    video.srcObject = stream
    await video.play()
  } catch (error) {
    stop()
    throw error
  }
  void look()
  return stop

  async function look(): Promise<void> {
    while (isOn) {
      try {
        const reader = await detector()
        onReader(true)
        await read(reader)
      } catch {
        if (isOn) onReader(false)
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
      }
    }
  }

  async function read(reader: Detector): Promise<void> {
    let last = ''
    let seenAt = 0
    while (isOn) {
      const [found] = video.readyState >= 2 ? await reader.detect(video) : []
      const now = performance.now()
      if (found !== undefined) {
        if (found.rawValue !== last || now - seenAt > SAME_MS) onCode(found.rawValue)
        last = found.rawValue
        seenAt = now
      }
      await new Promise(requestAnimationFrame)
    }
  }
}
