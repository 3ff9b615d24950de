// Node's `assert` in small.

import { isDeepEqual } from './equality.js';
import { defineProperty, is, match as matches } from './intrinsics.js';
import { inspect } from './inspect.js';

class AssertionError extends Error {
  constructor({ message, actual, expected, operator }) {
    super(message);
    this.code = 'ERR_ASSERTION';
    this.actual = actual;
    this.expected = expected;
    this.operator = operator;
    defineProperty(this, 'generatedMessage', { value: false });
  }

  get name() { return 'AssertionError'; }
}

function check(holds, message, fallback, actual, expected, operator) {
  if (holds) return;
  if (message instanceof Error) throw message;
  throw new AssertionError({ message: message ?? fallback(), actual, expected, operator });
}

const compared = (left, words, right) => () => `Expected values to be ${words}:\n\n${inspect(left)} !== ${inspect(right)}\n`;

export function assert(value, message) {
  check(value, message, () => 'The expression evaluated to a falsy value', value, true, '==');
}

assert.AssertionError = AssertionError;
assert.ok = (value, message) => assert(value, message);
assert.equal = (a, b, message) => check(a == b || (a !== a && b !== b), message, () => `${inspect(a)} == ${inspect(b)}`, a, b, '=='); // eslint-disable-line eqeqeq
assert.notEqual = (a, b, message) => check(a != b, message, () => `${inspect(a)} != ${inspect(b)}`, a, b, '!='); // eslint-disable-line eqeqeq
assert.strictEqual = (a, b, message) => check(is(a, b), message, compared(a, 'strictly equal', b), a, b, 'strictEqual');
assert.notStrictEqual = (a, b, message) => check(!is(a, b), message, compared(a, 'strictly unequal', b), a, b, 'notStrictEqual');
assert.deepStrictEqual = (a, b, message) => check(isDeepEqual(a, b), message, compared(a, 'strictly deep-equal', b), a, b, 'deepStrictEqual');
assert.notDeepStrictEqual = (a, b, message) => (
  check(!isDeepEqual(a, b), message, compared(a, 'not strictly deep-equal', b), a, b, 'notDeepStrictEqual')
);
assert.deepEqual = (a, b, message) => check(isDeepEqual(a, b, false), message, compared(a, 'loosely deep-equal', b), a, b, 'deepEqual');
assert.notDeepEqual = (a, b, message) => check(!isDeepEqual(a, b, false), message, compared(a, 'not deep-equal', b), a, b, 'notDeepEqual');
assert.match = (text, pattern, message) => (
  check(matches(pattern, text) !== null, message, () => `The input did not match the regular expression ${pattern}`, text, pattern, 'match')
);
assert.doesNotMatch = (text, pattern, message) => (
  check(matches(pattern, text) === null, message, () => `The input was expected not to match ${pattern}`, text, pattern, 'doesNotMatch')
);
assert.fail = (message) => check(false, message, () => 'Failed', undefined, undefined, 'fail');
assert.ifError = (value) => check(value === null || value === undefined, undefined, () => `ifError got unwanted exception: ${value}`);

assert.throws = (action, expected, message) => {
  const outcome = { threw: false, error: undefined };
  try {
    action();
  } catch (error) {
    outcome.threw = true;
    outcome.error = error;
  }
  check(outcome.threw, typeof expected === 'string' ? expected : message, () => 'Missing expected exception.', undefined, expected, 'throws');
  fits(outcome.error, expected);
};

assert.doesNotThrow = (action) => { action(); };

assert.rejects = async (promise, expected, message) => {
  const outcome = { threw: false, error: undefined };
  try {
    await (typeof promise === 'function' ? promise() : promise);
  } catch (error) {
    outcome.threw = true;
    outcome.error = error;
  }
  check(outcome.threw, message, () => 'Missing expected rejection.', undefined, expected, 'rejects');
  fits(outcome.error, expected);
};

function fits(error, expected) {
  if (expected instanceof RegExp) check(matches(expected, `${error}`) !== null, undefined, () => `The error ${error} does not match ${expected}`);
  else if (typeof expected === 'function' && expected.prototype !== undefined && error instanceof expected) return;
  else if (typeof expected === 'function') check(expected.prototype instanceof Error || expected === Error ? false : expected(error) === true, undefined, () => `The error ${error} is not the expected one`);
  else if (typeof expected === 'object' && expected !== null) {
    for (const name of Object.keys(expected)) assert.deepStrictEqual(error[name], expected[name]);
  }
}

assert.strict = assert;
