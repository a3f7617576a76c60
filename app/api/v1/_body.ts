const BODY_BYTES_MAX = 100_000;

type Fields = Readonly<Record<string, unknown>>;

/** The fields of a request's body, JSON or a form; null for what is neither, or too long. Never reads more than it may keep. */
export async function bodyFields(request: Request): Promise<Fields | null> {
  const bytes = await limitedBytes(request);
  if (bytes === null) return null;
  if (bytes.length === 0) return {};
  const type = request.headers.get('content-type') ?? '';
  try {
    if (/^(multipart\/form-data|application\/x-www-form-urlencoded)\b/i.test(type)) {
      const form = await new Response(Uint8Array.from(bytes), {
        headers: { 'content-type': type },
      }).formData();
      return Object.fromEntries(
        [...form.entries()].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
      );
    }
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
  } catch {
    return null; // answered as a bad request
  }
}

async function limitedBytes(request: Request): Promise<Buffer | null> {
  if (!request.body) return Buffer.alloc(0);
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks);
    length += value.length;
    if (length > BODY_BYTES_MAX) {
      await reader.cancel();
      return null;
    }
    chunks.push(value);
  }
}
