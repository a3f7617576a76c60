/** Archives and packed files by their first bytes, whatever their names say. */

const at0 = (...bytes: readonly number[]) => ({ bytes, at: 0 });

const PACKINGS: readonly {
  readonly name: string;
  readonly parts: readonly { readonly bytes: readonly number[]; readonly at: number }[];
}[] = [
  { name: 'a gzip file', parts: [at0(0x1f, 0x8b, 0x08)] },
  { name: 'a 7-Zip archive', parts: [at0(0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c)] },
  { name: 'a RAR archive', parts: [at0(0x52, 0x61, 0x72, 0x21, 0x1a, 0x07)] },
  { name: 'an xz file', parts: [at0(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00)] },
  // BZh, the block size, and the number every block begins with: a text may begin with the first three.
  {
    name: 'a bzip2 file',
    parts: [at0(0x42, 0x5a, 0x68), { bytes: [0x31, 0x41, 0x59, 0x26, 0x53, 0x59], at: 4 }],
  },
  {
    name: 'a bzip2 file',
    parts: [at0(0x42, 0x5a, 0x68), { bytes: [0x17, 0x72, 0x45, 0x38, 0x50, 0x90], at: 4 }],
  },
  { name: 'a Zstandard file', parts: [at0(0x28, 0xb5, 0x2f, 0xfd)] },
  { name: 'an LZ4 file', parts: [at0(0x04, 0x22, 0x4d, 0x18)] },
  { name: 'an lzip file', parts: [at0(0x4c, 0x5a, 0x49, 0x50, 0x01)] },
  { name: 'an LZMA file', parts: [at0(0x5d, 0x00, 0x00), { bytes: [0xff, 0xff], at: 10 }] },
  { name: 'a compress (.Z) file', parts: [at0(0x1f, 0x9d)] },
  { name: 'a tar archive', parts: [{ bytes: [0x75, 0x73, 0x74, 0x61, 0x72], at: 257 }] },
  { name: 'a cabinet file', parts: [at0(0x4d, 0x53, 0x43, 0x46, 0x00)] },
];

/** What a file is packed as, in words, where it is not a zip archive; null for what is none of these. */
export function packingOf(bytes: Uint8Array): string | null {
  const is = ({ bytes: wanted, at }: { readonly bytes: readonly number[]; readonly at: number }): boolean =>
    wanted.every((byte, index) => bytes[at + index] === byte);
  return PACKINGS.find(({ parts }) => parts.every(is))?.name ?? null;
}

/** Whether the bytes begin as a zip archive does, an empty one too. */
export function isZip(bytes: Uint8Array): boolean {
  const [b0, b1, b2, b3] = bytes;
  return b0 === 0x50 && b1 === 0x4b && ((b2 === 3 && b3 === 4) || (b2 === 5 && b3 === 6));
}

const METHODS: Readonly<Record<number, string>> = {
  1: 'Shrink',
  6: 'Implode',
  9: 'Deflate64',
  12: 'bzip2',
  14: 'LZMA',
  20: 'Zstandard',
  93: 'Zstandard',
  95: 'xz',
  96: 'JPEG',
  97: 'WavPack',
  98: 'PPMd',
  99: 'AES encryption',
};

/** How an entry of a zip archive is compressed, where it is not one of the two methods every program opens; else null. */
export function foreignMethod(method: number): string | null {
  return method === 0 || method === 8 ? null : (METHODS[method] ?? `method ${method}`);
}
