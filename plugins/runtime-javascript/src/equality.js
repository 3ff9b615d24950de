// Whether two values are deeply equal, as Node's `assert.deepStrictEqual` and `util.isDeepStrictEqual` have it; loosely for
// `assert.deepEqual`.

import {
  dateTime, getPrototypeOf, hasOwn, is, isArray, keys, kindBy, mapForEach, mapSize, push, regexpText, setForEach, setSize, tagOf,
} from './intrinsics.js';

export function isDeepEqual(left, right, strict = true, pairs = []) {
  if (strict ? is(left, right) : left == right || (left !== left && right !== right)) return true; // eslint-disable-line eqeqeq
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (strict && getPrototypeOf(left) !== getPrototypeOf(right)) return false;
  if (tagOf(left) !== tagOf(right) || isArray(left) !== isArray(right)) return false;
  for (let index = 0; index < pairs.length; index += 1) {
    if (pairs[index][0] === left && pairs[index][1] === right) return true;
  }
  pairs = [...pairs, [left, right]];
  if (kindBy(dateTime, left) && kindBy(dateTime, right) && dateTime(left) !== dateTime(right)) return false;
  if (tagOf(left) === '[object RegExp]' && regexpText(left) !== regexpText(right)) return false;
  if (left instanceof Error && (left.message !== right.message || left.name !== right.name)) return false;
  if (kindBy(mapSize, left) && !haveEqualEntries(left, right, strict, pairs)) return false;
  if (kindBy(setSize, left) && !haveEqualItems(left, right, strict, pairs)) return false;
  const names = keys(left);
  if (names.length !== keys(right).length || (isArray(left) && left.length !== right.length)) return false;
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index];
    if (!hasOwn(right, name) || !isDeepEqual(left[name], right[name], strict, pairs)) return false;
  }
  return true;
}

function haveEqualEntries(left, right, strict, pairs) {
  if (!kindBy(mapSize, right) || mapSize(left) !== mapSize(right)) return false;
  const rest = [];
  mapForEach(right, (value, key) => push(rest, [key, value]));
  let equal = true;
  mapForEach(left, (value, key) => {
    equal = equal && takeFrom(rest, (entry) => isDeepEqual(key, entry[0], strict, pairs) && isDeepEqual(value, entry[1], strict, pairs));
  });
  return equal;
}

function haveEqualItems(left, right, strict, pairs) {
  if (!kindBy(setSize, right) || setSize(left) !== setSize(right)) return false;
  const rest = [];
  setForEach(right, (item) => push(rest, item));
  let equal = true;
  setForEach(left, (item) => {
    equal = equal && takeFrom(rest, (other) => isDeepEqual(item, other, strict, pairs));
  });
  return equal;
}

function takeFrom(list, fits) {
  for (let index = 0; index < list.length; index += 1) {
    if (fits(list[index])) {
      list[index] = list[list.length - 1];
      list.length -= 1;
      return true;
    }
  }
  return false;
}
