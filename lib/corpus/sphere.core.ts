import { ok, refuse, type Result } from '@/lib/platform/result';

/** Sound of a NIST SPHERE file with one channel of 16-bit samples, as TIMIT's are. */
export interface SphereSound {
  readonly sampleRate: number;
  /** Samples, full scale being 1. */
  readonly signal: Float64Array;
}

const MAGIC = 'NIST_1A\n';
/** The magic line and the line with the header's length, which is written in eight places. */
const PREFIX_BYTES = 16;
const FULL_SCALE = 32_768;

/**
 * Reads a NIST SPHERE file: a text header (`name -type value` lines, ended by `end_head`) padded to the length it gives,
 * then the samples. Refuses other files, several channels, other widths, and compressed samples.
 */
export function readSphere(bytes: Uint8Array): Result<SphereSound> {
  const prefix = ascii(bytes.subarray(0, PREFIX_BYTES));
  if (prefix.startsWith('RIFF')) {
    return bad(
      'sphere_riff',
      'is a RIFF wave file. The original tree has NIST SPHERE files under the same name.',
    );
  }
  if (!prefix.startsWith(MAGIC)) return bad('not_sphere', 'is no NIST SPHERE file.');
  const headerBytes = Number(prefix.slice(MAGIC.length));
  if (!Number.isInteger(headerBytes) || headerBytes < PREFIX_BYTES || headerBytes > bytes.length) {
    return bad('sphere_header', 'has a damaged header.');
  }
  const fields = headerFields(ascii(bytes.subarray(PREFIX_BYTES, headerBytes)));
  const coding = fields.get('sample_coding') ?? 'pcm';
  if (coding !== 'pcm') {
    return bad('sphere_coding', `has samples coded as ${coding}; unpack it with sph2pipe or w_decode first.`);
  }
  if ((fields.get('channel_count') ?? '1') !== '1' || fields.get('sample_n_bytes') !== '2') {
    return bad('sphere_kind', 'must have one channel of 16-bit samples.');
  }
  const sampleRate = Number(fields.get('sample_rate'));
  const count = Number(fields.get('sample_count'));
  if (!(sampleRate > 0) || !(count >= 0)) return bad('sphere_header', 'has a damaged header.');
  if (bytes.length < headerBytes + 2 * count) return bad('sphere_cut_off', 'ends before its last sample.');
  return ok({ sampleRate, signal: samples(bytes, headerBytes, count, fields.get('sample_byte_format')) });
}

/** `01` is the lower byte first, `10` the higher. */
function samples(bytes: Uint8Array, from: number, count: number, order: string | undefined): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset + from, 2 * count);
  return Float64Array.from({ length: count }, (_, i) => view.getInt16(2 * i, order !== '10') / FULL_SCALE);
}

function headerFields(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    if (line.trim() === 'end_head') break;
    const field = /^(\S+) -(?:i|r|s\d+) (.*)$/.exec(line.trimEnd());
    if (field) fields.set(field[1] as string, (field[2] as string).trim());
  }
  return fields;
}

function ascii(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes);
}

function bad(code: string, message: string): Result<never> {
  return refuse({ code, message });
}
