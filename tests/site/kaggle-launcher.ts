import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What of the client's packages the launcher touches, as found in kaggle 2.2.3 with kagglesdk 0.1.37; and `requests`. */
const STAND_INS: Readonly<Record<string, string>> = {
  'kagglesdk/__init__.py': 'from kagglesdk.kaggle_env import get_access_token_from_env\n',
  'kagglesdk/kaggle_env.py': `import os
_env_to_endpoint = {"LOCAL": "http://localhost", "PROD": "https://example.org"}
def get_access_token_from_env():
    with open(os.path.expanduser("~/.kaggle/access_token")) as file:
        return file.read(), "access_token"
`,
  'kagglesdk/kaggle_http_client.py': 'from kagglesdk.kaggle_env import get_access_token_from_env\n',
  'kaggle/__init__.py': 'api = None\n',
  'kaggle/cli.py': `import json, os, sys
import kagglesdk
from kagglesdk import kaggle_env, kaggle_http_client

def main():
    print(json.dumps({
        "arguments": sys.argv[1:],
        "addresses": sorted(set(kaggle_env._env_to_endpoint.values())),
        "settings": {name: value for name, value in os.environ.items() if name.startswith("KAGGLE_")},
        "tokens": [each.get_access_token_from_env()[0] for each in (kagglesdk, kaggle_env, kaggle_http_client)],
    }))
`,
  'requests/__init__.py': `import json as codec, urllib.request
class Response:
    def __init__(self, text):
        self.text = text
    def raise_for_status(self):
        pass
    def json(self):
        return codec.loads(self.text)
def post(address, json, timeout):
    request = urllib.request.Request(address, codec.dumps(json).encode(), {"Content-Type": "application/json"})
    return Response(urllib.request.urlopen(request, timeout=timeout).read().decode())
`,
};

export interface Launched {
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
}

/** A student's machine: a home folder that holds what Kaggle left there, the client's packages, and the launcher. */
export class Machine {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'saddlepoint-launcher-'));

  constructor(launcher: string) {
    for (const [file, text] of Object.entries(STAND_INS)) this.write(file, text);
    this.write('saddlepoint_kaggle.py', launcher);
    this.write('home/.kaggle/kaggle.json', '{"username": "real", "key": "0123456789abcdef"}');
    this.write('home/.kaggle/access_token', 'KGAT_real');
  }

  write(file: string, text: string): void {
    mkdirSync(path.dirname(path.join(this.#folder, file)), { recursive: true });
    writeFileSync(path.join(this.#folder, file), text);
  }

  launch(settings: Readonly<Record<string, string>>, ...command: readonly string[]): Launched {
    const { status, stdout, stderr } = spawnSync('python3', ['saddlepoint_kaggle.py', ...command], {
      cwd: this.#folder,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        HOME: path.join(this.#folder, 'home'),
        PYTHONDONTWRITEBYTECODE: '1',
        ...settings,
      } as unknown as NodeJS.ProcessEnv,
    });
    return { status, output: stdout.trim(), errors: stderr.trim() };
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
