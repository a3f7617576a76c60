import { byteAt, DIGIT_0, MINUS, textOf } from '@/lib/prediction/bytes.core';

const PLUS = 0x2b;
const POINT = 0x2e;
const SMALL_E = 0x65;

/** So many decimal digits always fit a double exactly, and so do powers of ten up to 10^22. */
const EXACT_DIGITS = 15;
const POWERS = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * The number written in these bytes (`12`, `-0.5`, `.5`, `1e-05`), correctly rounded; NaN where they are not a finite
 * decimal number. Short ones are computed from an exact integer and an exact power of ten with one rounding (W. Clinger,
 * "How to read floating point numbers accurately", PLDI 1990), the rest by the language.
 */
export function parseReal(bytes: Uint8Array, start: number, end: number): number {
  let i = start;
  const negative = byteAt(bytes, i) === MINUS;
  if (i < end && (negative || byteAt(bytes, i) === PLUS)) i++;
  let mantissa = 0;
  let digits = 0;
  let significant = 0;
  let scale = 0;
  let pointSeen = false;
  for (; i < end; i++) {
    const byte = byteAt(bytes, i);
    const digit = byte - DIGIT_0;
    if (digit >>> 0 <= 9) {
      digits++;
      if (significant > 0 || digit > 0) significant++;
      if (significant <= EXACT_DIGITS) mantissa = mantissa * 10 + digit;
      if (pointSeen) scale--;
    } else if (byte === POINT && !pointSeen) pointSeen = true;
    else break;
  }
  if (digits === 0) return NaN;
  if (i < end) {
    const exponent = parseExponent(bytes, i, end);
    if (Number.isNaN(exponent)) return NaN;
    scale += exponent;
  }
  if (significant > EXACT_DIGITS || scale < -22 || scale > 22) {
    const value = Number(textOf(bytes, start, end));
    return Number.isFinite(value) ? value : NaN;
  }
  const power = POWERS[Math.abs(scale)] as number;
  const size = scale < 0 ? mantissa / power : mantissa * power;
  return negative ? -size : size;
}

/** The whole number after an `e` at `start`; NaN where there is none or something follows it. */
function parseExponent(bytes: Uint8Array, start: number, end: number): number {
  if ((byteAt(bytes, start) | 0x20) !== SMALL_E) return NaN;
  let i = start + 1;
  const negative = byteAt(bytes, i) === MINUS;
  if (i < end && (negative || byteAt(bytes, i) === PLUS)) i++;
  if (i >= end) return NaN;
  let value = 0;
  for (; i < end; i++) {
    const digit = byteAt(bytes, i) - DIGIT_0;
    if (digit >>> 0 > 9) return NaN;
    value = Math.min(value * 10 + digit, 99_999);
  }
  return negative ? -value : value;
}
