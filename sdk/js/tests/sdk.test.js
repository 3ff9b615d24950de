// The SDK under Node: what an author writes becomes what the contract wants, and mistakes are said in words.

import assert from 'node:assert/strict';
import test from 'node:test';

import {
  Problem, ProgramError, defineEvaluator, defineLanguageRuntime, defineQuestionType, malformedAnswer, pointer, seededRandom, share, textIn,
} from '../src/index.js';

const text = { 'zh-CN': '中文', en: 'English' };
const wireText = [{ lang: 'zh-CN', text: '中文' }, { lang: 'en', text: 'English' }];
const task = (answer) => ({ item: 'one', question: '{"q":1}', config: '{"c":2}', answer, locale: 'en', seed: 7n });

/** The error's payload, which the tool chain takes as the error of a result. */
function payloadOf(run) {
  try {
    run();
  } catch (error) {
    assert.ok(Object.hasOwn(error, 'payload'), `a bug, not a result: ${error}`);
    return error.payload;
  }
  return assert.fail('nothing was thrown');
}

test('an evaluation becomes variants, lists and 64-bit integers', () => {
  const evaluator = defineEvaluator({
    evaluate: ({ question, config, answer, seed }) => {
      assert.deepEqual([question, config, answer, seed], [{ q: 1 }, { c: 2 }, { kind: 'structured', value: { a: [1] } }, 7n]);
      return {
        scores: { size: share(1, 3), colour: { notMeasured: text } },
        indicators: [{ id: 'n', label: text, value: { count: 3 } }, { id: 't', label: text, value: { durationMs: 5 } }],
        findings: [
          { code: 'a', severity: 'minor', message: text },
          { code: 'b', severity: 'major', dimension: 'size', message: text, place: { pointer: '/x' } },
          { code: 'c', severity: 'info', message: text, place: { time: { fromMs: 1, toMs: 2 } } },
        ],
      };
    },
  });
  assert.deepEqual(evaluator.evaluate(task({ tag: 'structured', val: '{"a":[1]}' })), {
    scores: [
      { dimension: 'size', measure: { tag: 'value', val: 333_333 } },
      { dimension: 'colour', measure: { tag: 'not-measured', val: wireText } },
    ],
    indicators: [
      { id: 'n', label: wireText, value: { tag: 'count', val: 3n } },
      { id: 't', label: wireText, value: { tag: 'duration-ms', val: 5n } },
    ],
    findings: [
      { code: 'a', severity: 'minor', dimension: undefined, message: wireText, place: { tag: 'whole' } },
      { code: 'b', severity: 'major', dimension: 'size', message: wireText, place: { tag: 'pointer', val: '/x' } },
      { code: 'c', severity: 'info', dimension: undefined, message: wireText, place: { tag: 'time', val: { fromMs: 1n, toMs: 2n } } },
    ],
    review: undefined,
  });
});

test('every kind of answer arrives as a plain value', () => {
  const seen = [];
  const { evaluate } = defineEvaluator({ evaluate: ({ answer }) => (seen.push(answer), { scores: {} }) });
  const answers = [
    { tag: 'omitted' },
    { tag: 'text', val: 'words' },
    { tag: 'events', val: [{ receivedMs: 9n, clientMs: 8n, name: 'press', detail: '{"control":"x"}' }] },
    { tag: 'files', val: [{ id: 0, name: 'a.txt', mediaType: 'text/plain', bytes: 4n, sha256: new Uint8Array(32) }] },
  ];
  answers.forEach((answer) => evaluate(task(answer)));
  assert.deepEqual(seen, [
    { kind: 'omitted' },
    { kind: 'text', text: 'words' },
    { kind: 'events', events: [{ receivedMs: 9, clientMs: 8, name: 'press', detail: { control: 'x' } }] },
    { kind: 'files', files: [{ id: 0, name: 'a.txt', mediaType: 'text/plain', bytes: 4, sha256: new Uint8Array(32) }] },
  ]);
});

test('a refusal and problems are errors of a result', () => {
  const evaluator = defineEvaluator({
    checkConfig: () => [new Problem('/a', text), new Problem('', text)],
    evaluate: () => { throw malformedAnswer(text); },
  });
  assert.deepEqual(payloadOf(() => evaluator.evaluate(task({ tag: 'omitted' }))), { tag: 'malformed-answer', val: wireText });
  assert.deepEqual(payloadOf(() => evaluator.checkConfig('{}', '{}')), [{ pointer: '/a', message: wireText }, { pointer: '', message: wireText }]);

  const throwing = defineQuestionType({ present: () => { throw new Problem('/p', text); }, checkAnswer: () => { throw new Problem('/v', text); } });
  assert.deepEqual(payloadOf(() => throwing.present('{}', 'en', 0n)), { pointer: '/p', message: wireText });
  assert.deepEqual(payloadOf(() => throwing.checkAnswer('{}', 0n, { tag: 'omitted' })), [{ pointer: '/v', message: wireText }]);
});

test('no problem is success, and what is left out is too', () => {
  const silent = defineQuestionType({ present: () => undefined, checkConfig: () => [] });
  assert.equal(silent.checkConfig('{}'), undefined);
  assert.equal(silent.checkAnswer('{}', 0n, { tag: 'omitted' }), undefined);
  assert.equal(silent.present('{}', 'en', 0n), 'null');
});

test('a step of interact goes to and fro as JSON', () => {
  const { interact } = defineQuestionType({
    present: () => null,
    interact: (config, seed, state, action, nowMs) => ({ state: { n: (state?.n ?? 0) + 1 }, view: { config, action, nowMs, seed: String(seed) } }),
  });
  assert.deepEqual(interact('{"k":1}', 3n, '{"n":4}', '"go"', 12n), { state: '{"n":5}', view: '{"config":{"k":1},"action":"go","nowMs":12,"seed":"3"}' });
});

test('a program\'s mistake is an error of the result, a bug is not', () => {
  const runtime = defineLanguageRuntime({
    compileCheck: () => { throw new ProgramError('line 3: unexpected end'); },
    run: () => 0,
    call: (_program, name, args) => (name === 'sum' ? args.reduce((a, b) => a + b, 0) : undefined),
  });
  assert.equal(payloadOf(() => runtime.compileCheck({})), 'line 3: unexpected end');
  assert.equal(runtime.call({}, 'sum', ['1', '2']), '3');
  assert.equal(runtime.call({}, 'other', []), 'null');
});

test('what does not fit the contract is said in words', () => {
  const evaluating = (evaluation) => () => defineEvaluator({ evaluate: () => evaluation }).evaluate(task({ tag: 'omitted' }));
  assert.throws(evaluating({ scores: { a: 0.5 } }), /the score of `a` has to be whole millionths.*share\(part, whole\)/);
  assert.throws(evaluating({ scores: {}, findings: [{ code: 'x', severity: 'bad', message: text }] }), /severity `bad`; use one of info/);
  assert.throws(evaluating({ scores: {}, findings: [{ code: 'x', severity: 'info', message: 'plain' }] }), /needs a message such as/);
  assert.throws(evaluating({ scores: {}, indicators: [{ id: 'i', label: text, value: { count: -1 } }] }), /whole number from 0/);
  assert.throws(() => share(0.5, 1), /integers from 0/);
  assert.throws(() => defineEvaluator({}), /needs a function `evaluate`/);
});

test('helpers', () => {
  assert.deepEqual([share(2, 3), share(5, 4), share(0, 0), share(0, 9)], [666_666, 1_000_000, 1_000_000, 0]);
  assert.equal(pointer('layer', 0, 'a/b~c'), '/layer/0/a~1b~0c');
  for (const [locale, expected] of [['en-GB', 'English'], ['zh-TW', '中文'], ['fr', '中文']]) assert.equal(textIn(text, locale), expected);
  const [a, b] = [seededRandom(5n), seededRandom(5n)];
  const numbers = Array.from({ length: 100 }, () => a());
  assert.deepEqual(numbers, Array.from({ length: 100 }, () => b()));
  assert.ok(numbers.every((number) => number >= 0 && number < 1) && new Set(numbers).size === 100);
});
