// The example's data set is what its script makes, and its references can be drawn.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

import { retailCsv } from '../../../examples/data-analyst/make_data.mjs';
import { evaluator, questionType } from '../src/plugin.js';

const interview = JSON.parse(readFileSync(new URL('../../../examples/data-analyst/interview.json', import.meta.url), 'utf8'));

test('interview.json holds what make_data.mjs makes', () => {
  const csv = retailCsv();
  assert.ok(csv.split('\n').length > 1000);
  for (const item of interview.items) assert.equal(item.question.config.dataset.csv, csv, 'run `node examples/data-analyst/make_data.mjs --write`');
});

test('its configs can be used', () => {
  for (const { question, evaluator: judged } of interview.items) {
    assert.equal(questionType.checkConfig(JSON.stringify(question.config)), undefined);
    assert.equal(evaluator.checkConfig(JSON.stringify(question.config), JSON.stringify(judged.config)), undefined);
  }
});
