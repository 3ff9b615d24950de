// The plugin's parts by tables of cases: reading data, comparing tables, what is refused and where, the names of fields, the design rules.

import assert from 'node:assert/strict';
import test from 'node:test';

import { compareTables, shareOf } from '../src/comparison.js';
import { parseCsv, readRows } from '../src/dataset.js';
import { RULES } from '../src/design.js';
import { draw } from '../src/diagnosis.js';
import { fieldKey } from '../src/fields.js';
import { evaluator, questionType } from '../src/plugin.js';
import { nearest } from '../src/say.js';
import { countViews } from '../src/views.js';

const columns = [{ name: 'a', type: 'text' }, { name: 'b', type: 'number' }, { name: 'd', type: 'date' }];
const rows = Array.from({ length: 60 }, (_, i) => ({ a: 'ABC'[i % 3], b: (i * 7) % 11, d: `2024-0${1 + (i % 9)}-10` }));
const dataset = { name: 's', columns, rows };
const bars = { data: { name: 's' }, mark: 'bar', encoding: { x: { field: 'a' }, y: { aggregate: 'sum', field: 'b' } } };

test('CSV by RFC 4180', () => {
  for (const [text, expected] of [
    ['a,b\n1,2\n', [['a', 'b'], ['1', '2']]],
    ['\ufeffa,b\r\n1,\r\n', [['a', 'b'], ['1', '']]],
    ['a,b\n"x, ""y""","line\nbreak"\n', [['a', 'b'], ['x, "y"', 'line\nbreak']]],
    ['a\n"1"\n\n', [['a'], ['1']]],
  ]) assert.deepEqual(parseCsv(text), expected, text);
});

test('rows have their columns\' types, and what does not fit is said where', () => {
  assert.deepEqual(readRows({ name: 's', columns, csv: 'd,b,a\n2024-01-02,1.5,x\n,,y\n' }), [{ a: 'x', b: 1.5, d: '2024-01-02' }, { a: 'y', b: null, d: null }]);
  for (const [broken, pointer] of [
    [{ columns, csv: 'a,b\nx,1\n' }, '/dataset/csv'],
    [{ columns, csv: 'a,b,d\nx,1\n' }, '/dataset/csv'],
    [{ columns, csv: 'a,b,d\nx,one,2024-01-01\n' }, '/dataset/csv'],
    [{ columns, rows: [{ a: 'x', b: 1, d: '2024-01-01' }, { a: 'x', b: 1, d: 'tomorrow' }] }, '/dataset/rows/1/d'],
  ]) assert.throws(() => readRows(broken), (problem) => problem.pointer === pointer && problem.text.en.length > 10);
});

const table = (kinds, given) => ({ columns: kinds.map((kind, n) => ({ kind, name: `c${n}`, channels: ['x'] })), rows: given });
const tolerance = { relative: 1e-6, absolute: 1e-9 };
const reached = (reference, candidate) => {
  const { part, whole } = shareOf(compareTables(reference, candidate, tolerance));
  return Math.round((part / whole) * 1000) / 1000;
};

test('tables are compared whatever the order of rows and columns', () => {
  const reference = table(['label', 'number'], [['x', 1], ['y', 2], ['z', 3]]);
  for (const [about, candidate, expected] of [
    ['the same', reference, 1],
    ['other order', table(['number', 'label'], [[3, 'z'], [1, 'x'], [2, 'y']]), 1],
    ['within the tolerance', table(['label', 'number'], [['x', 1.0000001], ['y', 2], ['z', 3]]), 1],
    ['beyond it', table(['label', 'number'], [['x', 1.1], ['y', 2], ['z', 3]]), 0.667],
    ['in thousands', table(['label', 'number'], [['x', 0.001], ['y', 0.002], ['z', 0.003]]), 1],
    ['one more column', table(['label', 'number', 'label'], [['x', 1, 'p'], ['y', 2, 'p'], ['z', 3, 'q']]), 1],
    ['a subset', table(['label', 'number'], [['x', 1], ['y', 2]]), 0.8],
    ['a superset', table(['label', 'number'], [['x', 1], ['y', 2], ['z', 3], ['w', 4]]), 0.857],
    ['the numbers are missing', table(['label'], [['x'], ['y'], ['z']]), 0.333],
    ['numbers at other names', table(['label', 'number'], [['x', 2], ['y', 3], ['z', 1]]), 0.667],
    ['nothing in common', table(['label', 'number'], [['p', 10], ['q', 27]]), 0],
    ['no rows', table(['label', 'number'], []), 0],
  ]) assert.equal(reached(reference, candidate), expected, about);
});

test('months may be written otherwise, repeated rows count as often as they come', () => {
  const march = Date.UTC(2024, 2, 1);
  const june = Date.UTC(2024, 5, 1);
  const reference = table(['time', 'number'], [[march, 5], [june, 6]]);
  assert.equal(reached(reference, table(['label', 'number'], [['2024-03', 5], ['2024-06', 6]])), 1);
  assert.equal(reached(reference, table(['label', 'number'], [['2024-03', 6], ['2024-06', 5]])) < 1, true);
  assert.equal(reached(table(['number'], [[1], [1], [2]]), table(['number'], [[1], [2], [2]])), 0.667);
});

test('a spec that cannot be drawn says why and where', () => {
  const encoded = (changes) => ({ ...bars, encoding: { ...bars.encoding, ...changes } });
  const transformed = (...transform) => ({ ...bars, transform });
  for (const [about, spec, ...expected] of [
    ['no mark', { data: { name: 's' }, encoding: {} }, 'invalid-spec '],
    ['an odd mark', { ...bars, mark: 5 }, 'invalid-spec /mark'],
    ['a wrong mark', { ...bars, mark: { type: 'barr' } }, 'unknown-name /mark/type'],
    ['typed values', { ...bars, data: { values: [{ a: 1 }] } }, 'inline-values /data/values'],
    ['typed data sets', { ...bars, datasets: { s: [{ a: 1 }] } }, 'inline-values /datasets'],
    ['other data', { ...bars, data: { name: 'other' } }, 'own-data /data'],
    ['made data', { layer: [{ ...bars, data: { sequence: { start: 0, stop: 9 } } }] }, 'own-data /layer/0/data/sequence'],
    ['an address', { ...bars, data: { url: 'data.csv' } }, 'url-refused /data/url'],
    ['an image', { data: { name: 's' }, mark: { type: 'image', url: 'x' } }, 'unsupported-mark /mark/type', 'url-refused /mark/url'],
    ['a link', encoded({ href: { value: 'https://example.com' } }), 'url-refused /encoding/href'],
    ['a lookup', transformed({ lookup: 'a', from: { data: { url: 'x' }, key: 'a' } }), 'unsupported-transform /transform/0', 'url-refused /transform/0/from/data/url'],
    ['a map', { data: { name: 's' }, mark: 'geoshape' }, 'unsupported-mark /mark'],
    ['ten thousand layers', { data: { name: 's' }, layer: Array(10_000).fill({ mark: 'bar' }) }, 'spec-too-large '],
    ['thirty views', { data: { name: 's' }, hconcat: Array(30).fill({ mark: 'bar' }) }, 'spec-too-large '],
    ['repeated views', { data: { name: 's' }, repeat: { row: Array(6).fill('a'), column: Array(6).fill('b') }, spec: bars }, 'spec-too-large '],
    ['deep nesting', Array(12).fill().reduce((spec) => ({ hconcat: [spec] }), { ...bars, title: Array(20).fill().reduce((list) => [list], 'x') }), `spec-too-large ${'/hconcat/0'.repeat(12)}/title${'/0'.repeat(7)}`],
    ['too many steps', transformed({ density: 'b', steps: 1e9 }), 'spec-too-large /transform/0/steps'],
    ['a syntax error', transformed({ filter: 'datum.b > 1' }, { calculate: 'datum.b +* 2', as: 'c' }), 'compile-error /transform/1'],
    ['an unknown function', transformed({ calculate: 'foo(1)', as: 'c' }), 'compile-error /transform/0'],
    ['a regular expression', transformed({ filter: 'test(/(a+)+$/, datum.a)' }), 'unsupported-function /transform/0'],
    ['the time of day', transformed({ calculate: 'now()', as: 'c' }), 'unsupported-function /transform/0'],
    ['the day of today', transformed({ calculate: 'year(datetime())', as: 'c' }), 'unsupported-function /transform/0'],
    ['an unknown parameter', encoded({ color: { condition: { param: 'no', value: 'red' }, value: 'blue' } }), 'compile-error /encoding/color'],
    ['a broken axis', encoded({ x: { field: 'a', axis: { labelExpr: 'datum.label +' } } }), 'compile-error /encoding/x'],
    ['a huge sequence', transformed({ calculate: 'sequence(1e9)', as: 'c' }), 'spec-too-large '],
    ['a huge text', transformed({ calculate: "pad('x', 1e9)", as: 'c' }), 'spec-too-large '],
    ['a long join', transformed({ calculate: "join(sequence(9000), pad('x', 9000))", as: 'c' }), 'spec-too-large '],
    ['a wide format', transformed({ calculate: "format(1, '999999999d')", as: 'c' }), 'spec-too-large '],
    ['texts that double', transformed(...Array(30).fill().map((_, n) => ({ calculate: n === 0 ? 'datum.a' : `datum.c${n - 1} + datum.c${n - 1}`, as: `c${n}` }))), 'spec-too-large '],
    ['lists that double', transformed(...Array(30).fill().map((_, n) => ({ calculate: n === 0 ? 'datum.a' : `[datum.c${n - 1}, datum.c${n - 1}]`, as: `c${n}` }))), 'spec-too-large '],
    ['lists that explode', transformed({ calculate: 'sequence(9000)', as: 'c' }, { flatten: ['c'] }), 'spec-too-large '],
    ['columns that explode', transformed({ fold: Array(400).fill('b') }), 'spec-too-large '],
    ['narrow bins', encoded({ x: { field: 'b', bin: { step: 1e-9 } } }), 'spec-too-large '],
    ['a regular expression by itself', transformed({ filter: '/(a+)+$/ != datum.a' }), 'unsupported-function /transform/0'],
    ['nothing left', transformed({ filter: 'datum.b > 100' }), 'nothing-drawn '],
    ['no data', { mark: 'bar', encoding: bars.encoding }, 'nothing-drawn '],
    ['an unknown field', encoded({ y: { aggregate: 'sum', field: 'bb' } }), 'unknown-field /encoding/y/field'],
    ['an unknown channel', encoded({ colour: { field: 'a' } }), 'unknown-name /encoding/colour'],
    ['a field after aggregate', transformed({ aggregate: [{ op: 'sum', field: 'b', as: 'n' }], groupby: ['a'] }), 'unknown-field /encoding/y/field'],
  ]) {
    const found = draw(spec, dataset).findings.map(({ code, pointer }) => `${code} ${pointer}`);
    assert.deepEqual(found, expected, about);
  }
});

test('odd values in odd places never get past the findings', () => {
  const odd = [null, 5, '', 'x', [], {}, [null], { field: { a: 1 } }, true, { toString: 1 }];
  const keys = ['data', 'mark', 'encoding', 'transform', 'layer', 'hconcat', 'facet', 'repeat', 'spec', 'params', 'config', 'title', 'width', 'resolve', 'name', 'datasets'];
  for (const value of odd) {
    for (const key of keys) assert.ok(Array.isArray(draw({ ...bars, [key]: value }, dataset).findings), `${key}: ${JSON.stringify(value)}`);
    for (const channel of ['x', 'color', 'facet', 'row', 'tooltip', 'text']) {
      assert.ok(draw({ ...bars, encoding: { ...bars.encoding, [channel]: value } }, dataset).findings, `${channel}: ${JSON.stringify(value)}`);
    }
    for (const property of ['field', 'bin', 'timeUnit', 'aggregate', 'type', 'scale', 'axis', 'sort', 'stack', 'impute', 'condition']) {
      const spec = { ...bars, encoding: { ...bars.encoding, y: { ...bars.encoding.y, [property]: value } } };
      const config = JSON.stringify({ references: [bars] });
      const answer = { tag: 'structured', val: JSON.stringify(spec) };
      const question = JSON.stringify({ statement: { en: '…' }, dataset });
      assert.ok(evaluator.evaluate({ item: 'i', question, config, answer, locale: 'en', seed: 0n }).scores, `${property}: ${JSON.stringify(value)}`);
    }
    assert.ok(draw({ ...bars, transform: [value] }, dataset).findings);
  }
});

test('fields have Vega-Lite\'s names', () => {
  for (const [def, channel, expected] of [
    [{ field: 'b' }, 'x', 'b'],
    [{ aggregate: 'count' }, 'y', '__count'],
    [{ aggregate: 'sum', field: 'b' }, 'y', 'sum_b'],
    [{ bin: true, field: 'b' }, 'x', 'bin_maxbins_10_b'],
    [{ bin: true, field: 'b' }, 'color', 'bin_maxbins_6_b'],
    [{ bin: { step: 0.5 }, field: 'b' }, 'x', 'bin_step_0_5_b'],
    [{ bin: 'binned', field: 'b' }, 'x', 'b'],
    [{ timeUnit: 'yearmonth', field: 'd' }, 'x', 'yearmonth_d'],
    [{ timeUnit: 'utcyearmonth', field: 'd' }, 'x', 'utcyearmonth_d'],
    [{ timeUnit: { unit: 'month', step: 3 }, field: 'd' }, 'x', 'month_step_3_d'],
    [{ timeUnit: 'binnedyearmonth', field: 'd' }, 'x', 'd'],
  ]) assert.equal(fieldKey(def, channel).field, expected);
});

test('views are counted with their repetitions', () => {
  assert.equal(countViews(bars), 1);
  assert.equal(countViews({ layer: [bars, bars] }), 3);
  assert.equal(countViews({ repeat: ['a', 'b', 'c'], spec: { layer: [bars, bars] } }), 10);
});

test('a typing error is answered with the nearest name', () => {
  assert.equal(nearest('revnue', ['region', 'revenue']), 'revenue');
  assert.equal(nearest('xyz', ['region', 'revenue']), undefined);
});

test('presenting shows data and task, and no more', () => {
  const config = { statement: { en: 'Draw', 'zh-CN': '画' }, dataset: { ...dataset, rows: rows.slice(0, 1) } };
  const shown = JSON.parse(questionType.present(JSON.stringify(config), 'en', 0n));
  assert.deepEqual(shown, {
    statement: 'Draw',
    dataset: { name: 's', columns: columns.map((column) => ({ ...column, unit: null })), rows: rows.slice(0, 1) },
    starter: null,
  });
});

test('every rule has a source, a weight and a code of its own', () => {
  assert.equal(new Set(RULES.map(({ code }) => code)).size, RULES.length);
  for (const { code, source, weight } of RULES) assert.ok(/Draco|Cleveland/.test(source) && weight > 0 && /^[a-z-]+$/.test(code), code);
});
