// `inspect` and `format` beside Node's own: the same text for the same value.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import util from 'node:util';

import { format } from '../src/format.js';
import { inspect } from '../src/inspect.js';

class Point {
  constructor(x, y) {
    this.x = x;
    this.y = y;
  }

  get sum() { return this.x + this.y; }
}
class Tagged { get [Symbol.toStringTag]() { return 'tag'; } }
const range = (count, make = (index) => index) => Array.from({ length: count }, (_, index) => make(index));
const cycle = { name: 'a' };
cycle.self = cycle;
cycle.list = [cycle, { cycle }];
const withHoles = [1, , 3, , ,]; // eslint-disable-line no-sparse-arrays
const extraProperty = Object.assign([1, 2], { note: 'x', 7.5: 1 });

const VALUES = [
  0, -0, 1.5, NaN, Infinity, 10n, true, null, undefined, Symbol('s'), 'text', "it's", `both ' and "`, 'a\nb\t\u0001\\', '\ud800', '你好',
  [], {}, [[]], [{}], { a: {} }, [1, 'two', null, undefined], { a: 1, 'b-c': 2, 3: 4, [Symbol('k')]: 5 }, withHoles, extraProperty,
  range(6), range(7), range(10), range(27, (index) => index * 37), range(101), range(100, (index) => `item ${index}`), range(200),
  range(12, (index) => -index), range(30, (index) => index / 7), range(8, (index) => `${'x'.repeat(index)}`), range(9, (index) => [index, `${index}`]),
  range(7, (index) => '你'.repeat(index)), range(26, () => null), range(10, (index) => ({ index })), ['x'.repeat(80), 'y'.repeat(20)],
  { a: { b: { c: { d: 1 } } } }, [[[[1]]]], { f: [[[]]], g: { h: { i: new Map([[1, 2]]) } } }, { long: 'a'.repeat(70), other: 'b'.repeat(10) },
  Object.fromEntries(range(30, (index) => [`key${index}`, index])), { multi: 'line one\nline two of the text that is long enough to be split up\nthree' },
  new Map(), new Map([['a', 1], [{ b: 2 }, [3]]]), new Set(), new Set(['a', { b: [1] }]), new Map([[new Map([[1, 2]]), new Set([1])]]),
  new Set(range(120)), new Point(1, 2), [new Point(1, 2), new Point(3, 4)], new Tagged(), Object.create(null), Object.create({ a: 1 }),
  Object.assign(Object.create(null), { a: 1 }), Object.create(Point.prototype), function named() {}, () => {}, async () => {}, function* gen() {},
  async function* both() {}, class {}, class A {}, class B extends Point {}, Math.max, Object.assign(function f() {}, { a: 1 }),
  new Date(0), new Date(NaN), /a\/b/gi, new Error('bare').message, new Uint8Array([1, 2, 3]), new Float64Array(2), new BigInt64Array(1),
  new ArrayBuffer(3), new Number(3), new String('abc'), new Boolean(false), Object(1n), Object(Symbol('o')), new WeakMap(), new WeakSet(),
  new Promise(() => {}), cycle, [cycle, cycle], { get a() { return 1; }, set b(value) {}, get c() { return 1; }, set c(value) {} },
  JSON, Math, globalThis.Reflect, (function () { return arguments; })(1, 2), { [Symbol.toStringTag]: 'T', a: 1 }, { __proto__: { constructor: 5 }, a: 1 },
  { 'quoted key': 'x', valid_key: 'y', $dollar: 1 }, { undefined, null: null, fn() {}, arrow: () => 1 }, { a: [range(20), range(3)] },
  { [util.inspect.custom]: () => 'own text' }, { [util.inspect.custom]: () => ({ other: 1 }) }, [[1, [2, [3, [4]]]]], [undefined, null], [[], [[], [[]]]],
  range(3, (index) => range(12, (other) => index * other)), { matrix: range(4, () => range(4)) }, [1.1, 22.22, 333.333, 4, 5, 6, 7], ['a', 'b', 1, 2, 3, 4, 5, 6],
];

test('values read as Node has them', () => {
  for (const value of VALUES) assert.equal(inspect(value), util.inspect(value));
});

test('errors inside values are indented, causes and properties shown', () => {
  const error = Object.assign(new RangeError('outer', { cause: new Error('inner') }), { code: 'E' });
  error.stack = 'RangeError: outer\n    at f (main.js:1:2)';
  error.cause.stack = 'Error: inner\n    at g (main.js:3:4)';
  class Own extends Error {}
  const own = new Own('mine');
  own.stack = 'Error: mine\n    at f (main.js:1:2)';
  const bare = new TypeError('no frames');
  bare.stack = 'TypeError: no frames';
  for (const value of [error, { error }, own, [own], bare, { bare }]) assert.equal(inspect(value), util.inspect(value));
});

test('formats are filled as Node fills them', () => {
  for (const args of [
    [], ['x'], ['%'], ['%%'], ['100%', 5], ['%s', 'a'], ['%s'], ['%s', 'a', 'b'], ['%s %s', 'a'], ['%d', '42'], ['%d', 4.5], ['%d', 'x'], ['%d', 10n],
    ['%i', 4.9], ['%i', 'x'], ['%f', '1.5x'], ['%j', { a: [1] }], ['%j', undefined], ['%o', 'x'], ['%O', { a: { b: { c: { d: 1 } } } }], ['%c styled', 'css'],
    ['%x', 1], ['a%', 1], [1, 'a', { b: 1 }], ['%s', null], ['%s', undefined], ['%s', -0], ['%s', 5n], ['%s', Symbol('a')], ['%s', { a: { b: 1 } }],
    ['%s', [1, [2, [3]]]], ['%s', new Point(1, 2)], ['%s', { toString: () => 'own' }], ['%s', () => 1], ['%s%%s', 'a'], ['%%%s%%', 'a'], [{}, '%s', 'a'],
    ['%s', new Date(0)], ['%d%d', 1, 2, 3], ['%s:%s', 'a'], [null, undefined], ['', 1], ['a\n%s', 'b'],
  ]) assert.equal(format(args), util.format(...args), JSON.stringify(args.map(String)));
});
