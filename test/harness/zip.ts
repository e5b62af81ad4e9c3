import { crc32, deflateRawSync } from 'node:zlib'

/** One file of an archive that is made for a test; `size` is what it says of itself, where that is a lie. */
export interface Packed {
  readonly path: string
  readonly text: string | Buffer
  readonly size?: number
  readonly flags?: number
}

/** A zip as exports are: each file deflated, a directory at the end, which may name all of them more than once. */
export function zipOf(files: readonly Packed[], { repeated = 1 }: { readonly repeated?: number } = {}): Buffer {
  const locals: Buffer[] = []
  const central: Buffer[] = []
  let at = 0
  for (const { path, text, size, flags = 0x800 } of files) {
    const plain = Buffer.from(text)
    const packed = deflateRawSync(plain)
    const name = Buffer.from(path)
    const head = Buffer.alloc(26)
    head.writeUInt16LE(20, 0)
    head.writeUInt16LE(flags, 2)
    head.writeUInt16LE(8, 4)
    head.writeUInt32LE(crc32(plain), 10)
    head.writeUInt32LE(packed.length, 14)
    head.writeUInt32LE(size ?? plain.length, 18)
    head.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), head, name, packed])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(at, 10)
    central.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), head, tail, name]))
    locals.push(local)
    at += local.length
  }
  const directory = Buffer.concat(Array.from({ length: repeated }, () => central).flat())
  const count = Math.min(0xffff, files.length * repeated)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(count, 4)
  end.writeUInt16LE(count, 6)
  end.writeUInt32LE(directory.length, 8)
  end.writeUInt32LE(at, 12)
  return Buffer.concat([...locals, directory, Buffer.from('PK\x05\x06'), end])
}
