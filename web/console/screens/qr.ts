import { drawingSVG, qrcode } from 'bwip-js/browser'

/** A QR code (ISO/IEC 18004, level M) of a text as an SVG address; a file of its own, so that it is loaded when one is shown. */
export function qrAddress(text: string): string {
  // `eclevel` is the symbol's own option, which the library's types leave out.
  const options = { bcid: 'qrcode', text, eclevel: 'M' }
  return `data:image/svg+xml,${encodeURIComponent(qrcode(options, drawingSVG()))}`
}
