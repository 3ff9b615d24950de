// The question type: shows the task and the data set, and checks a spec while the candidate works. Never shows a reference; it does not know
// one. Scores nothing.

import { Problem, textIn } from '@touchstone/sdk';

import { readRows } from './dataset.js';
import { draw } from './diagnosis.js';
import { LIMITS } from './limits.js';
import { say } from './say.js';
import { encodedTable, sortedRows } from './table.js';

/** Rows of a view's table that go to the page. */
const SHOWN_ROWS = 1_000;

export const questionType = {
  checkConfig({ dataset }) {
    const names = dataset.columns.map((column) => column.name);
    const repeated = names.findIndex((name, n) => names.indexOf(name) < n);
    if (repeated >= 0) {
      return [new Problem(`/dataset/columns/${repeated}/name`, say(`列名 \`${names[repeated]}\` 重复。`, `the column \`${names[repeated]}\` comes twice`))];
    }
    const rows = readRows(dataset);
    if (rows.length === 0 || rows.length > LIMITS.rows / 4) {
      return [new Problem('/dataset', say(`应有 1 到 ${LIMITS.rows / 4} 行，现有 ${rows.length} 行。`, `there have to be 1 to ${LIMITS.rows / 4} rows, not ${rows.length}`))];
    }
    return [];
  },

  present({ statement, dataset, starter }, locale) {
    const columns = dataset.columns.map(({ name, type, title, unit }) => ({ name, type, title: title && textIn(title, locale), unit: unit?.[0] ?? null }));
    const { name, csv, rows } = dataset;
    return { statement: textIn(statement, locale), dataset: { name, columns, csv, rows }, starter: starter ?? null };
  },

  /** `{ "check": spec }`, with `"rows": true` for the rows of each view. */
  interact({ dataset }, _seed, _state, action) {
    if (!action || typeof action !== 'object' || !isObject(action.check)) {
      throw new Problem('/check', say('操作应为 {"check": Vega-Lite 定义}。', 'the action has to be {"check": a Vega-Lite spec}'));
    }
    const { chart, findings } = draw(action.check, dataset);
    const errors = findings.map(({ code, pointer, message }) => ({ code, pointer, message }));
    return { state: null, view: { drawn: chart !== undefined, errors, warnings: chart?.warnings ?? [], views: (chart?.views ?? []).map((view) => summary(view, action.rows === true)) } };
  },

  checkAnswer(_config, _seed, answer) {
    return answer.kind === 'structured' && !isObject(answer.value)
      ? [new Problem('/value', say('答案应为 Vega-Lite 定义（JSON 对象）。', 'the answer has to be a Vega-Lite spec (a JSON object)'))]
      : [];
  },
};

const isObject = (value) => !!value && typeof value === 'object' && !Array.isArray(value);

function summary(view, withRows) {
  const table = encodedTable(view);
  const columns = table.columns.map(({ name, channels, kind }) => ({ name, channels, kind }));
  const shown = { pointer: view.pointer, mark: view.mark.type, items: view.count, columns };
  return withRows ? { ...shown, rows: sortedRows(table).slice(0, SHOWN_ROWS) } : shown;
}
