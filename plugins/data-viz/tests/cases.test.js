// Every case of tests/cases: scores and the codes of the findings in order. `UPDATE=1 node --test tests/cases.test.js` writes expected.json
// anew, to be read before it is kept.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import test from 'node:test';

import { evaluator, questionType } from '../src/plugin.js';

const cases = new URL('cases/', import.meta.url);
const read = (name, file) => readFileSync(new URL(`${name}/${file}.json`, cases), 'utf8');

for (const name of readdirSync(cases).sort()) {
  test(name, () => {
    const [question, config, answer] = ['question', 'config', 'answer'].map((file) => read(name, file));
    const wire = { tag: 'structured', val: JSON.stringify(JSON.parse(answer).value) };
    assert.equal(questionType.checkConfig(question), undefined);
    assert.equal(questionType.checkAnswer(question, 0n, wire), undefined);
    assert.equal(evaluator.checkConfig(question, config), undefined);

    const { scores, findings } = evaluator.evaluate({ item: 'one', question, config, answer: wire, locale: 'en', seed: 0n });
    const reached = {
      scores: Object.fromEntries(scores.map(({ dimension, measure }) => [dimension, measure.tag === 'value' ? measure.val : null])),
      findings: findings.map(({ code }) => code),
    };
    const path = new URL(`${name}/expected.json`, cases);
    if (process.env.UPDATE === '1' || !existsSync(path)) writeFileSync(path, `${JSON.stringify(reached, null, 2)}\n`);
    assert.deepEqual(reached, JSON.parse(read(name, 'expected')));
    assert.ok(findings.every(({ place }) => place.tag === 'pointer'));
  });
}
