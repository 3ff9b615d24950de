// The language's own functions, referenced before any code of the candidate runs: what a program does to `JSON`, `Array.prototype` or
// `globalThis` afterwards changes nothing here. Methods take their object as the first argument: `push(array, value)`.

const { bind, call } = Function.prototype;

/** A method as a function of its object, by way of natives only. */
export const uncurry = bind.bind(call);

export const { apply, construct, getOwnPropertyDescriptor, getPrototypeOf, setPrototypeOf, has } = Reflect;
export const { create, keys, is } = Object;
export const { isArray } = Array;
export const { parse: jsonParse, stringify: jsonStringify } = JSON;
export const { floor, min, max, abs, sqrt, round, trunc } = Math;
export const { isInteger, isFinite: isFiniteNumber } = Number;
export const ownSymbols = Object.getOwnPropertySymbols;

const { defineProperty: nativeDefineProperty } = Reflect;
const { setPrototypeOf: withPrototype } = Object;

/** Defines a property; nothing is inherited by the descriptor. */
export const defineProperty = (object, name, descriptor) => nativeDefineProperty(object, name, withPrototype(descriptor, null));

const instance = (type, name) => uncurry(type.prototype[name]);
const getter = (type, name) => uncurry(getOwnPropertyDescriptor(type.prototype, name).get);

export const hasOwn = instance(Object, 'hasOwnProperty');
export const isEnumerable = instance(Object, 'propertyIsEnumerable');
export const tagOf = instance(Object, 'toString');

export const push = instance(Array, 'push');
export const shift = instance(Array, 'shift');
export const splice = instance(Array, 'splice');
export const sliceArray = instance(Array, 'slice');
export const join = instance(Array, 'join');

export const slice = instance(String, 'slice');
export const indexOf = instance(String, 'indexOf');
export const lastIndexOf = instance(String, 'lastIndexOf');
export const startsWith = instance(String, 'startsWith');
export const endsWith = instance(String, 'endsWith');
export const includes = instance(String, 'includes');
export const repeat = instance(String, 'repeat');
export const split = instance(String, 'split');
export const padStart = instance(String, 'padStart');
export const padEnd = instance(String, 'padEnd');
export const trim = instance(String, 'trim');
export const trimEnd = instance(String, 'trimEnd');
export const codeAt = instance(String, 'charCodeAt');
export const isWellFormed = instance(String, 'isWellFormed');
export const charFrom = String.fromCharCode;
export const numberText = instance(Number, 'toString');
export const bigintText = instance(BigInt, 'toString');
export const symbolText = instance(Symbol, 'toString');
export const functionText = instance(Function, 'toString');

export const mapForEach = instance(Map, 'forEach');
export const mapSize = getter(Map, 'size');
export const setForEach = instance(Set, 'forEach');
export const setSize = getter(Set, 'size');
export const dateTime = instance(Date, 'getTime');
export const dateIso = instance(Date, 'toISOString');
export const regexpText = instance(RegExp, 'toString');
const execute = instance(RegExp, 'exec');
export const nativeThen = Promise.prototype.then;
export const then = uncurry(nativeThen);
export const Promised = Promise;

/** Runs a regular expression of ours. It must have no flags but `d`, `i`, `m`, `s`, `y`, or be given `lastIndex` 0 first. */
export const match = (pattern, text) => execute(pattern, text);

/** Whether `test` takes the value: an engine's own method refuses objects of another kind, whatever they claim to be. */
export function kindBy(test, value) {
  try {
    test(value);
    return true;
  } catch {
    return false;
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const encodeText = encoder.encode.bind(encoder);
const decodeText = decoder.decode.bind(decoder);
export const utf8 = (text) => encodeText(text);
export const textOf = (bytes) => decodeText(bytes);
