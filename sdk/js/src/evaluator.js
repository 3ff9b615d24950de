// Makes the export `evaluator` of a plain object. Knows the contract's form of an evaluation, not how anything is scored.

import { answerFromWire } from './answer.js';
import { FULL_MARKS } from './millionths.js';
import { messageToWire } from './text.js';
import { call, listing, numberToWire } from './wire.js';

const SEVERITIES = ['info', 'minor', 'major', 'critical'];

/** `export const evaluator = defineEvaluator({ evaluate(task) { … }, checkConfig(question, config) { … } })`. */
export function defineEvaluator({ checkConfig, evaluate }) {
  if (typeof evaluate !== 'function') throw new TypeError('defineEvaluator needs a function `evaluate`');
  return {
    checkConfig: (question, config) =>
      call('evaluator.checkConfig', () => listing(() => checkConfig?.(JSON.parse(question), JSON.parse(config)))),
    evaluate: (task) =>
      call('evaluator.evaluate', () =>
        evaluationToWire(
          evaluate({
            item: task.item,
            question: JSON.parse(task.question),
            config: JSON.parse(task.config),
            answer: answerFromWire(task.answer),
            locale: task.locale,
            seed: task.seed,
          }),
        ),
      ),
  };
}

function evaluationToWire({ scores, indicators = [], findings = [], review }) {
  return {
    scores: Object.entries(scores).map(([dimension, measure]) => ({ dimension, measure: measureToWire(dimension, measure) })),
    indicators: indicators.map(({ id, label, value }) => ({
      id,
      label: messageToWire(label, `the indicator \`${id}\``),
      value: quantityToWire(id, value),
    })),
    findings: findings.map(findingToWire),
    review: review && messageToWire(review, '`review`'),
  };
}

function measureToWire(dimension, measure) {
  if (measure?.notMeasured) return { tag: 'not-measured', val: messageToWire(measure.notMeasured, `the dimension \`${dimension}\``) };
  return { tag: 'value', val: millionths(measure, `the score of \`${dimension}\``) };
}

function quantityToWire(id, value) {
  const [[kind, amount], ...more] = Object.entries(value);
  const where = `the indicator \`${id}\``;
  if (more.length === 0) {
    if (kind === 'share') return { tag: 'share', val: millionths(amount, where) };
    if (kind === 'count' || kind === 'bytes') return { tag: kind, val: numberToWire(amount, where) };
    if (kind === 'durationMs') return { tag: 'duration-ms', val: numberToWire(amount, where) };
    if (kind === 'text') return { tag: 'text', val: messageToWire(amount, where) };
  }
  throw new TypeError(`${where} needs one of { share }, { count }, { durationMs }, { bytes }, { text }, not ${JSON.stringify(value)}`);
}

function findingToWire({ code, severity, dimension, message, place }) {
  if (!SEVERITIES.includes(severity)) {
    throw new TypeError(`the finding \`${code}\` has the severity \`${severity}\`; use one of ${SEVERITIES.join(', ')}`);
  }
  return { code, severity, dimension, message: messageToWire(message, `the finding \`${code}\``), place: placeToWire(code, place) };
}

function placeToWire(code, place) {
  if (place === undefined || place === 'whole') return { tag: 'whole' };
  const [[kind, value], ...more] = Object.entries(place);
  if (more.length === 0) {
    if (kind === 'part' || kind === 'pointer') return { tag: kind, val: value };
    if (kind === 'lines') return { tag: 'lines', val: { path: value.path, first: value.first, last: value.last } };
    if (kind === 'time') {
      const [fromMs, toMs] = [value.fromMs, value.toMs].map((ms) => numberToWire(ms, `the place of \`${code}\``));
      return { tag: 'time', val: { fromMs, toMs } };
    }
  }
  throw new TypeError(
    `the place of \`${code}\` has to be 'whole' or one of { lines }, { time }, { part }, { pointer }, not ${JSON.stringify(place)}`,
  );
}

function millionths(value, where) {
  if (Number.isInteger(value) && value >= 0 && value <= FULL_MARKS) return value;
  throw new TypeError(`${where} has to be whole millionths, 0 to ${FULL_MARKS}, not ${value}: make it with share(part, whole)`);
}
