// Applies the design rules to a drawn chart: which rules apply, which are broken, where. Turns that into two shares. Holds no rule itself.

import { share } from '@touchstone/sdk';

import { columnBehind } from './names.js';
import { channelPointer, markPointer } from './place.js';
import { CHART_RULES, VIEW_RULES } from './rules/communication.js';
import { ENCODING_RULES } from './rules/encoding.js';
import { textOf } from './rules/reading.js';
import { say } from './say.js';

export const RULES = [
  ...ENCODING_RULES.map((rule) => ({ ...rule, dimension: 'visual-encoding' })),
  ...CHART_RULES.map((rule) => ({ ...rule, dimension: 'communication', chart: true })),
  ...VIEW_RULES.map((rule) => ({ ...rule, dimension: 'communication' })),
];

/** In halves of a rule's weight: a minor violation costs half of it, a major one all, a critical one twice as much. */
const LOST = { info: 0, minor: 1, major: 2, critical: 4 };

/**
 * `{ 'visual-encoding': share, communication: share, findings }`. `weights` has a rule's weight by its code, 0 to switch it off; `paired`
 * gives for a view the channels of quantities beside the reference's.
 */
export function judgeDesign(spec, chart, dataset, weights, paired) {
  const context = {
    columnOf: (def) => columnBehind(def, dataset),
    chartTitle: textOf(spec.title) ?? '',
    pairedChannels: (view) => paired.get(view) ?? [],
  };
  const drawn = chart.views.filter((view) => view.count > 0);
  const totals = { 'visual-encoding': { part: 0, whole: 0 }, communication: { part: 0, whole: 0 } };
  const findings = [];
  for (const rule of RULES) {
    const weight = weights[rule.code] ?? rule.weight;
    if (weight === 0) continue;
    const results = rule.chart ? [{ violations: rule.check(spec, context) }] : drawn.map((view) => ({ view, violations: rule.check(view, context) }));
    const applied = results.filter(({ violations }) => violations !== undefined);
    if (applied.length === 0) continue;
    const violations = distinct(applied.flatMap(({ view, violations: found }) => found.map((violation) => placed(rule, violation, view, spec))));
    const lost = Math.max(0, ...violations.map(({ severity }) => LOST[severity]));
    totals[rule.dimension].whole += 2 * weight;
    totals[rule.dimension].part += (2 - lost) * weight;
    findings.push(...violations);
  }
  const shares = Object.entries(totals).map(([dimension, { part, whole }]) => [dimension, share(Math.max(0, part), whole)]);
  return { ...Object.fromEntries(shares), findings };
}

function placed(rule, { channel, severity, message }, view, spec) {
  const pointer = !view ? '' : channel ? channelPointer(spec, view.pointer, channel) : markPointer(view.pointer);
  const cited = say(`${message['zh-CN']}（依据：${rule.source}）`, `${message.en} (${rule.source})`);
  return { code: rule.code, severity, dimension: rule.dimension, message: cited, pointer };
}

/** One finding per rule and place. */
function distinct(violations) {
  return violations.filter((violation, n) => violations.findIndex((other) => other.pointer === violation.pointer) === n);
}
