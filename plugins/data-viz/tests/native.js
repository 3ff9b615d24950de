// Vega-Lite and Vega as they come: no code of this plugin takes part, but for nothing more than the data set's rows. Draws a spec with its
// axes and legends and reads the tables that a spec file's `views` name: marks by Vega-Lite's names, fields by theirs, both written by hand.
// `node tests/native.js` writes tests/golden/ anew.

process.env.TZ = 'UTC';

import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import * as vega from 'vega';
import { compile } from 'vega-lite';

const here = new URL('.', import.meta.url);
export const readJson = (path) => JSON.parse(readFileSync(new URL(path, here), 'utf8'));

/** The names of the spec files, in order. */
export const specNames = () => readdirSync(new URL('specs/', here)).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5)).sort();

export const dataset = readJson('dataset.json');

/** Rows by Vega's own CSV reader. */
function nativeRows() {
  const types = Object.fromEntries(dataset.columns.map(({ name, type }) => [name, type === 'text' || type === 'date' ? 'string' : type]));
  return vega.read(dataset.csv, { type: 'csv', parse: types });
}

/** The tables of `{ spec, views }`: columns by name, rows in order. */
export async function nativeTables({ spec, views }) {
  vega.setRandom(vega.randomLCG(42));
  const compiled = compile(structuredClone(spec), { logger: vega.logger(vega.None) }).spec;
  for (const source of compiled.data) if (source.name === dataset.name) source.values = nativeRows();
  const view = await new vega.View(vega.parse(compiled), { renderer: 'none', logger: vega.logger(vega.None) }).runAsync();
  return views.map(({ marks, fields }) => {
    const rows = [];
    collect(view.scenegraph().root, marks, [], (datums) => rows.push(fields.map((field) => read(datums, field))));
    return { columns: fields, rows: inOrder(rows) };
  });
}

export const inOrder = (rows) => rows.map((row) => [JSON.stringify(row), row]).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, row]) => row);

function collect(mark, name, datums, found) {
  for (const item of mark.items ?? []) {
    const here = [item.datum, ...datums];
    if (mark.name === name && mark.marktype !== 'group') found(here);
    for (const inner of item.items ?? []) collect(inner, name, here, found);
  }
}

function read(datums, field) {
  const path = field.split('.');
  for (const datum of datums) {
    const value = path.reduce((inner, key) => inner?.[key], datum);
    if (value !== undefined) return value instanceof Date ? value.getTime() : typeof value === 'number' && !Number.isFinite(value) ? null : value;
  }
  return null;
}

if (process.argv[1] === import.meta.filename) {
  for (const name of specNames()) {
    const tables = await nativeTables(readJson(`specs/${name}.json`));
    const text = tables.map(({ columns, rows }) => `{"columns": ${JSON.stringify(columns)}, "rows": [\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]}`);
    writeFileSync(new URL(`golden/${name}.json`, here), `[${text.join(', ')}]\n`);
  }
}
