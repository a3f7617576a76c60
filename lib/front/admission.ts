import type { IncomingMessage, ServerResponse } from 'node:http';
import { bodyRule, declaredBytes, SMALL_BODY_BYTES, type BodyRule } from '@/lib/front/body-rules.core';
import { countBody } from '@/lib/front/counted-body';
import { reserveMemory } from '@/lib/front/memory-budget';
import { refuseRequest, type FrontRefusal } from '@/lib/front/refusal';
import { viewerOfHeaders } from '@/lib/identity/request-viewer';
import { isStaffAnywhere } from '@/lib/identity/staff-anywhere';

/**
 * Decides over a request's body before a byte of it is kept: its size by what it says, who sends it, and the memory it would
 * take; then counts what comes. False: the request was refused and answered.
 */
export async function admitBody(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  const declared = declaredBytes(request.headers);
  if (declared === 0) return true;
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const rule = bodyRule(path);
  const refuse = (refusal: FrontRefusal): false => {
    refuseRequest(request, response, refusal);
    return false;
  };
  if (declared !== null && !(declared <= rule.bytesMax)) return refuse(tooLarge(rule));
  const isSmall = declared !== null && declared <= SMALL_BODY_BYTES;
  if (!isSmall && !(await maySend(request, rule))) return refuse(NOT_SIGNED_IN);
  if (rule.isHeld) {
    const release = reserveMemory(declared ?? rule.bytesMax);
    if (!release) return refuse(NO_ROOM);
    response.once('close', release);
  }
  countBody(request, {
    bytesMax: Math.min(rule.bytesMax, declared ?? rule.bytesMax),
    onBreach: (what) => refuse(what === 'too_large' ? tooLarge(rule) : TOO_SLOW),
  });
  return true;
}

async function maySend({ headers }: IncomingMessage, { from }: BodyRule): Promise<boolean> {
  if (from === 'anybody' || from === 'holder') return true;
  const viewer = await viewerOfHeaders(headers);
  if (!viewer) return false;
  return from === 'signed_in' || isStaffAnywhere(viewer);
}

function tooLarge({ bytesMax }: BodyRule): FrontRefusal {
  const message = `At most ${bytesMax} bytes are taken at this address. Nothing was stored.`;
  return { code: 'file_too_large', message };
}

const NOT_SIGNED_IN = {
  code: 'unauthenticated',
  message: 'Sign in, or send a token, before you send so much. Nothing was stored.',
};
const NO_ROOM = {
  code: 'busy',
  message: 'The server is busy with other large files. Nothing was stored; try again in a moment.',
  retryAfter: 10,
};
const TOO_SLOW = {
  code: 'too_slow',
  message: 'For a minute hardly anything arrived. What a resumable upload has is kept; go on from there.',
};
