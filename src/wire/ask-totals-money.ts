import * as z from 'zod/mini';

/** Amounts of money as providers write them, to the whole nano: never by way of a float where they are text. */

/** Nothing of these lengths is an amount, and none may keep the arithmetic busy. */
const decimal = /^([+-]?)(\d{1,30})(?:\.(\d{1,40}))?(?:e([+-]?\d{1,2}))?$/i;

/** Digits of a nano behind the point of a whole unit. */
const nanoDigits = 9;

/**
 * Nano-units of a decimal: `4.50` is 4500000000. `shift` moves the point: -4 where an amount is in ten-thousandths.
 * Rounded half away from zero. Undefined where it is no decimal, or more than nine million units, which JavaScript could
 * not count exactly.
 */
export const nanoOf = (text: string, shift = 0): number | undefined => {
  const [, sign, whole = '', fraction = '', exponent = '0'] = decimal.exec(text.trim()) ?? [];
  if (sign === undefined) return undefined;
  const digits = BigInt(whole + fraction);
  const scale = nanoDigits + shift + Number(exponent) - fraction.length;
  const size = scale >= 0 ? digits * 10n ** BigInt(scale) : rounded(digits, 10n ** BigInt(-scale));
  const nano = Number(size);
  if (!Number.isSafeInteger(nano)) return undefined;
  return sign === '-' && nano !== 0 ? -nano : nano;
};

const rounded = (digits: bigint, by: bigint): bigint => (2n * digits + by) / (2n * by);

/** A number of JSON was a decimal when it was sent; its shortest form is that decimal again. */
const nanoIn = (value: string | number, shift: number): number | undefined =>
  nanoOf(typeof value === 'number' ? String(value) : value, shift);

/** An amount, in nano-units; anything that is none fails. */
export const moneyField = (shift = 0) =>
  z.pipe(
    z.pipe(
      z.union([z.string(), z.number()]),
      z.transform((value) => nanoIn(value, shift)),
    ),
    z.int(),
  );
