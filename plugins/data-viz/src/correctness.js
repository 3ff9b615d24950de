// Whether a chart shows the data that a reference spec shows. Gives a share in millionths, findings, and which quantities stand beside which.

import { FULL_MARKS, share } from '@touchstone/sdk';

import { drawChart } from './chart.js';
import { compareTables, shareOf } from './comparison.js';
import { say } from './say.js';
import { encodedTable, sortedRows } from './table.js';

/**
 * The best of the references: `{ share, findings, paired, rows }`. `paired` has, by the candidate's view, the channels that show a
 * quantity of the reference: `{ name, reference, candidate }`.
 */
export function judgeData(chart, references, rows, dataset, { tolerance, surplusViews }) {
  const candidates = chart.views.filter((view) => view.count > 0).map((view) => ({ view, table: encodedTable(view) }));
  const judged = references.map((reference) => judgeOne(candidates, referenceTables(reference, rows, dataset), tolerance, surplusViews));
  return judged.reduce((best, next) => (next.share > best.share ? next : best));
}

/** The tables that a reference shows, each once. */
export function referenceTables(reference, rows, dataset) {
  const tables = drawChart(reference, rows, dataset.name, { guides: false }).views.filter((view) => view.count > 0).map(encodedTable);
  const texts = tables.map((table) => JSON.stringify([table.columns.map(({ name }) => name), sortedRows(table)]));
  return tables.filter((_, n) => texts.indexOf(texts[n]) === n);
}

function judgeOne(candidates, references, tolerance, surplusViews) {
  const used = new Set();
  const paired = new Map();
  const findings = [];
  let sum = 0;
  let matched = 0;
  for (const reference of references) {
    const [best] = candidates
      .map(({ view, table }) => {
        const comparison = compareTables(reference, table, tolerance);
        const { part, whole } = shareOf(comparison);
        return { view, table, comparison, share: share(part, whole) };
      })
      .sort((a, b) => b.share - a.share);
    sum += best.share;
    if (best.comparison.pairs.every(Boolean)) matched += best.comparison.matchedRows;
    if (best.share > 0) {
      used.add(best.view);
      paired.set(best.view, [...(paired.get(best.view) ?? []), ...quantities(reference, best.table, best.comparison)]);
    }
    if (best.share < FULL_MARKS) findings.push(...differences(reference, best));
  }
  const surplus = candidates.filter(({ view, table }) => !used.has(view) && table.rows.length > 1 && table.columns.length > 1);
  const beyond = Math.max(0, surplus.length - surplusViews);
  if (beyond > 0) {
    findings.push({
      code: 'surplus-views', severity: 'minor', dimension: 'data-correctness', pointer: surplus.at(-1).view.pointer,
      message: say(`有 ${surplus.length} 个视图不是题目所问（最多 ${surplusViews} 个）。`, `${surplus.length} views show what was not asked for (${surplusViews} at most)`),
    });
  }
  // A view too many takes half as much as a view that is missing.
  return { share: share(2 * sum, (2 * references.length + beyond) * FULL_MARKS), findings, paired, matched, references };
}

function quantities(reference, table, { pairs }) {
  return pairs.flatMap((pair, i) =>
    pair && reference.columns[i].kind === 'number'
      ? [{ name: table.columns[pair.column].name, reference: reference.columns[i].channels, candidate: table.columns[pair.column].channels }]
      : [],
  );
}

// What the reference shows stays unsaid: counts and the candidate's own columns only.
function differences(reference, { view, comparison, share: reached }) {
  const { pairs, matchedRows, referenceRows, candidateRows } = comparison;
  const at = { dimension: 'data-correctness', pointer: view.pointer };
  if (reached === 0) {
    return [{ ...at, code: 'other-data', severity: 'critical', message: say('图上的数据与题目所问无关。', 'the chart shows other data than the task asks for') }];
  }
  const findings = [];
  const missing = pairs.filter((pair) => !pair).length;
  if (missing > 0) {
    findings.push({ ...at, code: 'missing-field', severity: 'major', message: say(
      `题目要求的 ${pairs.length} 个字段中有 ${missing} 个没有显示（或数值不对）。`,
      `of the ${pairs.length} fields that the task asks for, ${missing} are not shown (or hold other values)`) });
  }
  if (matchedRows < referenceRows || matchedRows < candidateRows) {
    findings.push({ ...at, code: 'other-rows', severity: matchedRows * 2 < referenceRows ? 'major' : 'minor', message: say(
      `图上有 ${candidateRows} 个数据点，题目要求 ${referenceRows} 个，其中 ${matchedRows} 个一致。`,
      `the chart shows ${candidateRows} data points; the task asks for ${referenceRows}, and ${matchedRows} agree`) });
  }
  return findings;
}
