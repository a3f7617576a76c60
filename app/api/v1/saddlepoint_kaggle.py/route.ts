import { originOf } from '@/app/api/v1/_wire';
import { kaggleLauncher } from '@/lib/kaggle/launcher.core';

/** The launcher for this site; it holds nothing but the address, so anyone may have it. */
export function GET(request: Request): Response {
  return new Response(kaggleLauncher(originOf(request)), {
    headers: {
      'Content-Type': 'text/x-python; charset=utf-8',
      'Content-Disposition': 'attachment; filename="saddlepoint_kaggle.py"',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    },
  });
}
