// This plugin's way of drawing a chart agrees with Vega as it comes, on every spec of tests/specs: under Node here, inside the sandbox in the
// host's tests. The tables to agree with are golden files, and Vega still gives them.

import assert from 'node:assert/strict';
import test from 'node:test';

import { dataset, inOrder, nativeTables, readJson, specNames } from './native.js';
import { evaluator, questionType } from '../src/plugin.js';

const question = JSON.stringify({ statement: { en: '…' }, dataset });

/** Numbers to twelve digits: engines differ in the last ones of `exp` and `log`. */
const rounded = (tables) => tables.map(({ columns, rows }) => ({
  columns,
  rows: inOrder(rows.map((row) => row.map((value) => (typeof value === 'number' ? Number(value.toPrecision(10)) : value)))),
}));

test('there are fifty specs at least', () => assert.ok(specNames().length >= 50));

for (const name of specNames()) {
  const { spec, views } = readJson(`specs/${name}.json`);
  const golden = readJson(`golden/${name}.json`);

  test(`${name}: Vega gives the golden tables`, async () => {
    assert.deepEqual(rounded(await nativeTables({ spec, views })), rounded(golden));
    assert.ok(golden.every(({ rows }) => rows.length > 0 && rows[0].every((_, n) => rows.some((row) => row[n] !== null))), 'a column without values');
  });

  test(`${name}: interact gives them too`, () => {
    const { view } = questionType.interact(question, 0n, 'null', JSON.stringify({ check: spec, rows: true }), 0n);
    const { errors, views: drawn } = JSON.parse(view);
    assert.deepEqual(errors, []);
    const tables = drawn.filter(({ items }) => items > 0).map(({ columns, rows }) => ({ columns: columns.map((column) => column.name), rows }));
    assert.deepEqual(rounded(tables), rounded(golden));
  });

  test(`${name}: it is its own reference`, () => {
    const { scores } = evaluator.evaluate({
      item: 'one', question, config: JSON.stringify({ references: [spec] }), answer: { tag: 'structured', val: JSON.stringify(spec) }, locale: 'en', seed: 0n,
    });
    assert.deepEqual(scores[0], { dimension: 'data-correctness', measure: { tag: 'value', val: 1_000_000 } });
  });
}
