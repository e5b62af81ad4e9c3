import bwipjs from 'bwip-js/node'

/** A QR code (ISO/IEC 18004, level M) of a text as an SVG document. */
export function qrSvg(text: string, scale = 4): string {
  // `eclevel` is the symbol's own option, which the library's types leave out.
  const options = { bcid: 'qrcode', text, scale, eclevel: 'M' }
  return bwipjs.toSVG(options)
}
