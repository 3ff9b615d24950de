// Functions called with JSON, and programs that tamper with what the runtime stands on.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { callFunction, fails, returns, run } from './harness.mjs';

test('a function is found wherever programs put it', () => {
  for (const text of [
    'function f(x) { return [x]; }', 'const f = (x) => [x];', 'exports.f = (x) => [x];', 'module.exports = { f(x) { return [x]; } };', 'module.exports = function f(x) { return [x]; };',
    'export function f(x) { return [x]; }', 'export const f = (x) => [x];', 'export default function f(x) { return [x]; }', 'export default { f: (x) => [x] };',
    'const g = (x) => [x]; export { g as f };', '"use strict";\nlet f = async (x) => [x];', 'f = (x) => [x];', 'import fs from "fs";\nfunction f(x) { return [x]; }',
    'exports.f = (x) => new Promise((done) => setTimeout(done, 9999, [x]));', 'const y = await 1; export const f = (x) => [x * y];',
  ]) returns(text, 'f', [5], [5]);
});

test('values go in and come out as JSON has them', () => {
  const value = { a: [1, -2.5, 1e21, true, null, '\u4f60\n"\u2028'], '': {}, __proto__x: [] };
  returns('const f = (value) => value', 'f', [value], value);
  returns('function f(a, b, c) { return arguments.length + (c ?? 0); }', 'f', [1, 2], 2);
  returns('const f = () => ({ d: new Date(0), n: new Number(5), o: Object.create(null), t: { toJSON: () => 7 }, z: -0 })', 'f', [], { d: '1970-01-01T00:00:00.000Z', n: 5, o: {}, t: 7, z: 0 });
});

test('what JSON cannot hold is named with its place', () => {
  for (const [expression, message] of [
    ['undefined', 'the function returned undefined\n'], ['[1, { a: undefined }]', 'undefined (at `value[1].a`)'], ['() => 1', 'a function, which JSON'], ['Symbol()', 'a symbol'],
    ['NaN', 'NaN, which JSON has no number for'], ['{ "a b": -Infinity }', '-Infinity, which JSON has no number for (at `value["a b"]`)'], ['10n', 'a BigInt'], ['new Map()', 'a Map'],
    ['[new Set()]', 'a Set, which JSON cannot hold: return an array (at `value[0]`)'], ['"\\ud800"', 'half of a surrogate pair'], ['[,1]', 'undefined (at `value[0]`)'],
    ['(() => { const a = {}; a.b = [a]; return a; })()', 'a value that contains itself (at `value.b[0]`)'], ['{ get a() { throw new Error("getter"); } }', 'Error: getter'],
    ['(() => { let a = []; for (let i = 0; i < 5000; i += 1) a = [a]; return a; })()', 'nested more than 2000 levels deep'],
    ['new Promise(() => {})', 'never settled'], ['Promise.reject(new TypeError("r"))', 'TypeError: r'], ['process.exit(0)', 'process.exit'], ['null.x', 'TypeError'],
  ]) fails(`const f = () => (${expression});`, 'f', message);
});

test('what is missing is said', () => {
  fails('function g() {}', 'f', '`main.js` has no function `f`');
  fails('exports.a = 1; exports.b = 2;', 'f', 'it exports a, b');
  fails('const f = 5', 'f', '`main.js` has no function `f`');
  fails("throw new Error('top')", 'f', 'Error: top');
  fails('let x = ;', 'f', 'SyntaxError');
});

test('output of a called function is kept apart from its value', () => {
  const outcome = callFunction("if (require.main === module) console.log('main');\nconst f = () => { console.log('out'); return 1; }", 'f');
  assert.deepEqual([outcome.value, outcome.stdout], ['1', 'out\n']);
});

test('tampering does not reach the runtime', () => {
  for (const text of [
    "JSON.stringify = () => '9'; JSON.parse = null;", 'Array.prototype.push = Array.prototype.join = Array.prototype.slice = () => { throw 1; };', 'delete Array.prototype[Symbol.iterator];',
    'Object.keys = Object.defineProperty = () => [];', "String.prototype.slice = String.prototype.indexOf = () => 'x';", 'Promise.prototype.then = () => { throw 1; };', 'delete Promise.prototype.constructor;',
    'globalThis.Promise = null;', 'Function.prototype.call = Function.prototype.apply = Function.prototype.bind = () => { throw 1; };', 'RegExp.prototype.exec = () => null;',
    'Object.freeze(Object.prototype); Object.freeze(Array.prototype); Object.freeze(Function.prototype); Object.freeze(Promise.prototype);', 'Math.min = Math.max = () => NaN;',
    "Object.defineProperty(Object.prototype, 'value', { get: () => 666, set() {}, configurable: true });", 'Uint8Array = TextEncoder = Blob = ReadableStream = null;', 'Number.prototype.toString = null;',
    "for (const name of ['JSON', 'Object', 'Array', 'Reflect', 'Error', 'console', 'process', 'Symbol']) delete globalThis[name];", 'Object.prototype.get = () => 5;',
  ]) {
    const kept = 'const log = console.log;\n';
    const outcome = callFunction(`${kept}${text}\nfunction f(x) { return { v: [x, 's'] }; }`, 'f', 3);
    assert.deepEqual([outcome.value, outcome.error], ['{"v":[3,"s"]}', null], text);
    const whole = run(`${kept}${text}\nlog('alive', [1, { a: 2 }]);`);
    assert.deepEqual([whole.stdout, whole.value], ['alive [ 1, { a: 2 } ]\n', 0], text + whole.stderr);
  }
});

test('the bindings are not reachable', () => {
  const outcome = run("console.log(typeof $bindings, Object.getOwnPropertyNames(globalThis).filter((name) => /touchstone|bindings|wit|componentize/i.test(name)))");
  assert.equal(outcome.stdout, 'undefined []\n');
});
