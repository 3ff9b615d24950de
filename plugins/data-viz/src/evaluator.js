// The evaluator: draws the answer's spec, compares its data with the references', judges its design. The parts do the work; this file only
// says in which order, and what it costs when a part fails.

import { FULL_MARKS, Problem, malformedAnswer, share } from '@touchstone/sdk';

import { ChartError } from './chart.js';
import { judgeData, referenceTables } from './correctness.js';
import { readRows } from './dataset.js';
import { RULES, judgeDesign } from './design.js';
import { draw } from './diagnosis.js';
import { guard } from './guard.js';
import { writtenResults } from './literals.js';
import { say } from './say.js';

const NOTHING = { 'data-correctness': 0, 'visual-encoding': 0, communication: 0 };

export const evaluator = {
  checkConfig(question, config) {
    const rows = readRows(question.dataset);
    const problems = config.references.flatMap((reference, n) => referenceProblems(reference, n, rows, question.dataset));
    const codes = RULES.map((rule) => rule.code);
    for (const code of Object.keys(config.rules ?? {})) {
      if (!codes.includes(code)) {
        problems.push(new Problem(`/rules/${code}`, say(`没有名为 \`${code}\` 的规则：README.md 列出了全部。`, `there is no rule \`${code}\`: README.md lists them all`)));
      }
    }
    return problems;
  },

  evaluate({ question, config, answer }) {
    if (answer.kind !== 'structured') {
      throw malformedAnswer(say('答案应为 Vega-Lite 定义。', 'the answer has to be a Vega-Lite spec'));
    }
    const spec = answer.value;
    const { dataset } = question;
    const { chart, rows, findings: drawing } = draw(spec, dataset);
    if (!chart) return { scores: NOTHING, findings: drawing.map(asFinding), indicators: [] };

    const tolerance = { relative: config.tolerance?.relative ?? 1e-6, absolute: config.tolerance?.absolute ?? 1e-9 };
    const data = judgeData(chart, config.references, rows, dataset, { tolerance, surplusViews: config.surplus_views ?? 1 });
    const written = writtenResults(spec, data.references, tolerance);
    const design = judgeDesign(spec, chart, dataset, config.rules ?? {}, data.paired);
    const correct = written.length > 0 ? 0 : data.share;
    const findings = [...drawing, ...data.findings, ...written.slice(0, 10).map(writtenFinding), ...warningFindings(chart), ...design.findings];
    return {
      scores: {
        'data-correctness': correct,
        'visual-encoding': worth(design['visual-encoding'], correct),
        communication: worth(design.communication, correct),
      },
      indicators: indicators(chart, data),
      findings: findings.map(asFinding),
    };
  },
};

/** Good design counts in full when half of the data is right, and in proportion below that: a chart of something else is worth nothing. */
const worth = (design, correct) => share(design * Math.min(FULL_MARKS, 2 * correct), FULL_MARKS * FULL_MARKS);

function referenceProblems(reference, n, rows, dataset) {
  const at = `/references/${n}`;
  const guarded = guard(reference, dataset.name);
  if (guarded.length > 0) return guarded.map(({ pointer, message }) => new Problem(at + pointer, message));
  try {
    const tables = referenceTables(reference, rows, dataset);
    return tables.length > 0 ? [] : [new Problem(at, say('参考图什么也没有画出。', 'the reference draws nothing'))];
  } catch (error) {
    if (!(error instanceof ChartError)) throw error;
    return [new Problem(at, say(`参考图不能编译：${error.message}`, `the reference does not compile: ${error.message}`))];
  }
}

const asFinding = ({ pointer, ...finding }) => ({ ...finding, place: { pointer } });

const writtenFinding = (pointer) => ({
  code: 'written-result',
  severity: 'critical',
  dimension: 'data-correctness',
  pointer,
  message: say('这里写着算好的结果：数值应由数据得出。', 'a result is written here: values have to come from the data'),
});

const warningFindings = (chart) =>
  chart.warnings.slice(0, 10).map((warning) => ({
    code: 'library-warning',
    severity: 'info',
    pointer: '',
    message: say(`Vega-Lite 提示：${warning.slice(0, 300)}`, `Vega-Lite says: ${warning.slice(0, 300)}`),
  }));

function indicators(chart, data) {
  const wanted = data.references.reduce((sum, table) => sum + table.rows.length, 0);
  return [
    { id: 'data-points', label: say('图上的数据点', 'Data points shown'), value: { count: chart.views.reduce((sum, view) => sum + view.count, 0) } },
    { id: 'data-points-matched', label: say('与题目一致的数据点', 'Data points that agree'), value: { share: share(data.matched, wanted) } },
  ];
}
