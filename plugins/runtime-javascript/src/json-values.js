// JSON text to JavaScript values and back, by references taken before any code of the candidate is loaded.
//
// As `JSON.stringify` has it, except that what JSON cannot say is a Problem that names value and place, never dropped or turned into null:
// undefined, functions, symbols, NaN, infinities, bigints, cycles, maps and sets, half a surrogate pair.

import { Problem } from './signals.js';
import {
  apply, getPrototypeOf, isArray, isFiniteNumber, isWellFormed, join, jsonParse, jsonStringify, keys, kindBy, mapSize,
  match, numberText, push, setSize,
} from './intrinsics.js';

const MAX_DEPTH = 2_000;
const IDENTIFIER = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

export const decode = (text) => jsonParse(text);

/** The JSON text of what the candidate's function returned. */
export function encode(value) {
  return encoded(value, '', []);
}

function encoded(value, place, parents) {
  if (value === null || value === true || value === false) return `${value}`;
  switch (typeof value) {
    case 'string':
      if (!isWellFormed(value)) refuse('a string with half of a surrogate pair, which JSON text cannot hold', place);
      return jsonStringify(value);
    case 'number':
      if (!isFiniteNumber(value)) refuse(`${numberText(value)}, which JSON has no number for`, place);
      return numberText(value);
    case 'bigint': return refuse('a BigInt, which JSON has no number for: return a string', place);
    case 'object': return encodedObject(value, place, parents);
    default: return refuse(value === undefined ? 'undefined' : `a ${typeof value}, which JSON cannot hold`, place);
  }
}

function encodedObject(value, place, parents) {
  for (let index = 0; index < parents.length; index += 1) {
    if (parents[index] === value) refuse('a value that contains itself', place);
  }
  if (parents.length > MAX_DEPTH) refuse(`a value that is nested more than ${MAX_DEPTH} levels deep`, place);
  if (kindBy(mapSize, value)) refuse('a Map, which JSON cannot hold: return an object or an array of pairs', place);
  if (kindBy(setSize, value)) refuse('a Set, which JSON cannot hold: return an array', place);
  if (typeof value.toJSON === 'function') return encoded(apply(value.toJSON, value, ['']), place, parents);
  push(parents, value);
  const text = isArray(value) ? encodedArray(value, place, parents) : encodedProperties(unboxed(value), place, parents);
  parents.length -= 1;
  return text;
}

function encodedArray(value, place, parents) {
  const parts = [];
  for (let index = 0; index < value.length; index += 1) push(parts, encoded(value[index], `${place}[${index}]`, parents));
  return `[${join(parts, ',')}]`;
}

function encodedProperties(value, place, parents) {
  if (typeof value !== 'object') return encoded(value, place, parents);
  const parts = [];
  const names = keys(value);
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index];
    const inner = match(IDENTIFIER, name) === null ? `${place}[${jsonStringify(name)}]` : `${place}.${name}`;
    if (!isWellFormed(name)) refuse('a property name with half of a surrogate pair, which JSON text cannot hold', place);
    push(parts, `${jsonStringify(name)}:${encoded(value[name], inner, parents)}`);
  }
  return `{${join(parts, ',')}}`;
}

/** A number, string or boolean in an object. */
function unboxed(value) {
  const type = getPrototypeOf(value);
  return type === Number.prototype || type === String.prototype || type === Boolean.prototype ? value.valueOf() : value;
}

function refuse(what, place) {
  throw new Problem(`the function returned ${what}${place === '' ? '' : ` (at \`value${place}\`)`}\n`);
}
