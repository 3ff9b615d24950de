// The contract's forms of values: 64-bit integers, errors of a `result`, lists of problems. Authors never meet them.

import * as log from '#log';
import { Problem, Refusal } from './errors.js';
import { messageToWire } from './text.js';

/** A u64 of the contract (bigint) as a number; exact up to 2^53. */
export const numberFromWire = (value) => Number(value);

/** A whole number from 0 as a u64 of the contract. */
export function numberToWire(value, where) {
  if (typeof value === 'bigint' && value >= 0n) return value;
  if (!Number.isSafeInteger(value) || value < 0) throw new TypeError(`${where} has to be a whole number from 0, not ${value}`);
  return BigInt(value);
}

export const problemToWire = (problem) => ({
  pointer: problem.pointer,
  message: messageToWire(problem.text, `the problem at \`${problem.pointer}\``),
});

/** Runs one call: what it throws as a problem or refusal becomes the error of its result, anything else goes to the log and fails the call. */
export function call(name, run) {
  try {
    return run();
  } catch (error) {
    if (error instanceof Problem) throw asResultError(problemToWire(error));
    if (error instanceof Refusal) {
      throw asResultError({ tag: error.reason, val: messageToWire(error.text, 'the refusal') });
    }
    if (!error || !Object.hasOwn(error, 'payload')) log.error(`${name}: ${error}\n${error?.stack ?? ''}`);
    throw error;
  }
}

/** For calls that list all problems: none is success. */
export function noneOrAll(problems) {
  if (problems === undefined || problems.length === 0) return undefined;
  throw asResultError(problems.map(problemToWire));
}

/** A list of one problem where the contract wants a list. */
export function listing(run) {
  try {
    return noneOrAll(run());
  } catch (error) {
    if (error instanceof Problem) throw asResultError([problemToWire(error)]);
    throw error;
  }
}

/** JSON from an author's value; `undefined` becomes null. */
export function toJson(value, where) {
  const text = JSON.stringify(value === undefined ? null : value);
  if (text === undefined) throw new TypeError(`${where} has to be a value that JSON can hold, not ${typeof value}`);
  return text;
}

// componentize-js takes `payload` for the error of a function that returns a result.
function asResultError(payload) {
  return Object.assign(new Error('the error of a result'), { payload });
}
