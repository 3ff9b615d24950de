// Shares of full marks as integers, so that no float decides a score. Checks nothing about what was measured.

/** Full marks in millionths. */
export const FULL_MARKS = 1_000_000;

/**
 * `part` of `whole` in millionths, rounded down; more than the whole is full marks, and an empty whole too. Both are integers from 0.
 */
export function share(part, whole) {
  for (const value of [part, whole]) {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new TypeError(`share(part, whole) takes integers from 0, not ${value}: count first, divide here`);
    }
  }
  return part >= whole ? FULL_MARKS : Number((BigInt(part) * BigInt(FULL_MARKS)) / BigInt(whole));
}
