// `console.log`'s way from arguments to text: Node's `util.format`.

import {
  apply, bigintText, getOwnPropertyDescriptor, getPrototypeOf, hasOwn, indexOf, is, isArray, jsonStringify, numberText, slice,
} from './intrinsics.js';
import { inspect } from './inspect.js';

const toNumber = Number;
const toText = String;
const parseWhole = parseInt;
const parseDecimal = parseFloat;

/** The text of `args`, the first of which may hold `%s`, `%d`, `%i`, `%f`, `%j`, `%o`, `%O`, `%c` and `%%`. */
export function format(args) {
  const first = args[0];
  let used = 0;
  let text = '';
  if (typeof first === 'string') {
    if (args.length === 1) return first;
    used = 1;
    let from = 0;
    for (let at = indexOf(first, '%'); at >= 0 && at + 1 < first.length; at = indexOf(first, '%', at + 2)) {
      const kind = first[at + 1];
      if (kind === '%') {
        text += `${slice(first, from, at)}%`;
        from = at + 2;
      } else if (used < args.length && isKnown(kind)) {
        text += slice(first, from, at) + replaced(kind, args[used]);
        used += 1;
        from = at + 2;
      }
    }
    text += slice(first, from);
  }
  for (let index = used; index < args.length; index += 1) {
    if (index > 0) text += ' ';
    text += typeof args[index] === 'string' ? args[index] : inspect(args[index]);
  }
  return text;
}

const isKnown = (kind) => indexOf('sdifjoOc', kind) >= 0;

function replaced(kind, value) {
  switch (kind) {
    case 's': return asText(value);
    case 'd':
      if (typeof value === 'bigint') return `${bigintText(value)}n`;
      return typeof value === 'symbol' ? 'NaN' : number(toNumber(value));
    case 'i':
      if (typeof value === 'bigint') return `${bigintText(value)}n`;
      return typeof value === 'symbol' ? 'NaN' : number(parseWhole(value));
    case 'f': return typeof value === 'symbol' ? 'NaN' : number(parseDecimal(value));
    case 'j': return asJson(value);
    case 'o': return inspect(value, 4);
    case 'O': return inspect(value);
    default: return '';
  }
}

const number = (value) => (is(value, -0) ? '-0' : numberText(value));

function asText(value) {
  if (typeof value === 'number') return number(value);
  if (typeof value === 'bigint') return `${bigintText(value)}n`;
  if (typeof value !== 'object' || value === null || hasOwnText(value)) return toText(value);
  return inspect(value, 0);
}

/** Whether an object has a `toString` that is neither Object's nor a built-in error's or array's. */
function hasOwnText(value) {
  if (isArray(value)) return false;
  for (let object = value, steps = 0; object !== null && steps < 100; object = getPrototypeOf(object), steps += 1) {
    if (hasOwn(object, 'toString')) {
      const descriptor = getOwnPropertyDescriptor(object, 'constructor');
      const maker = descriptor?.value;
      return typeof object.toString === 'function' && !(typeof maker === 'function' && isBuiltIn(maker));
    }
  }
  return false;
}

const BUILT_IN = [Object, Array, Function, Date, RegExp, Error, TypeError, RangeError, SyntaxError, ReferenceError, Map, Set];

function isBuiltIn(maker) {
  for (let index = 0; index < BUILT_IN.length; index += 1) if (BUILT_IN[index] === maker) return true;
  return false;
}

function asJson(value) {
  try {
    return `${apply(jsonStringify, undefined, [value])}`;
  } catch (error) {
    if (indexOf(`${error.message}`, 'cyclic') >= 0 || indexOf(`${error.message}`, 'circular') >= 0) return '[Circular]';
    throw error;
  }
}
