/** Just enough of a browser: cookies per origin, redirects followed by hand, forms posted. */
export class Browser {
  private readonly jars = new Map<string, Map<string, string>>();

  cookie(url: string, name: string): string | undefined {
    return this.jarOf(url).get(name);
  }

  /** The answer after all redirects, with the address it came from. */
  async go(url: string, init: RequestInit = {}): Promise<{ url: string; status: number; text: string }> {
    let next: { url: string; init: RequestInit } = { url, init };
    for (let hop = 0; hop < 15; hop += 1) {
      const response = await this.send(next.url, next.init);
      const location = response.headers.get('location');
      if (!location) return { url: next.url, status: response.status, text: await response.text() };
      await response.arrayBuffer();
      next = { url: new URL(location, next.url).toString(), init: {} };
    }
    throw new Error('too many redirects');
  }

  post(url: string, fields: Record<string, string>): Promise<{ url: string; status: number; text: string }> {
    return this.go(url, {
      method: 'POST',
      body: new URLSearchParams(fields).toString(),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });
  }

  private async send(url: string, init: RequestInit): Promise<Response> {
    const jar = this.jarOf(url);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { ...init.headers, ...(cookie ? { cookie } : {}) },
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
      if (value === '' || /max-age=0|expires=thu, 01 jan 1970/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  }

  private jarOf(url: string): Map<string, string> {
    const { origin } = new URL(url);
    const jar = this.jars.get(origin) ?? new Map<string, string>();
    this.jars.set(origin, jar);
    return jar;
  }
}
