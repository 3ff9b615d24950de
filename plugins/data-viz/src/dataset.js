// Makes rows of the question's data set: CSV text or JSON rows, with the types that its columns declare. Parses no dates: a `date` column
// stays the ISO text that the candidate's own editor would see, and Vega-Lite parses it where it is temporal.

import { Problem, pointer } from '@touchstone/sdk';

import { say } from './say.js';

/** The rows of `dataset`, each a fresh object; throws a `Problem` that points into the question's config. */
export function readRows(dataset) {
  const rows = dataset.csv === undefined ? dataset.rows : csvRows(dataset);
  return rows.map((row, n) => typedRow(row, dataset.columns, n, dataset.csv === undefined));
}

/** The column named `name`, if there is one. */
export const columnOf = (dataset, name) => dataset.columns.find((column) => column.name === name);

function csvRows({ csv, columns }) {
  const [header, ...records] = parseCsv(csv);
  const names = columns.map((column) => column.name);
  const missing = names.filter((name) => !header.includes(name));
  const unknown = header.filter((name) => !names.includes(name));
  if (missing.length > 0 || unknown.length > 0) {
    throw new Problem(
      '/dataset/csv',
      say(
        `首行应为各列的名称：缺少 ${missing.join('、') || '无'}，多出 ${unknown.join('、') || '无'}。`,
        `the first line has to hold the columns' names: missing ${missing.join(', ') || 'none'}, unknown ${unknown.join(', ') || 'none'}`,
      ),
    );
  }
  return records.map((record, n) => {
    if (record.length !== header.length) {
      throw new Problem(
        '/dataset/csv',
        say(`第 ${n + 2} 行有 ${record.length} 个值，应为 ${header.length} 个。`, `line ${n + 2} has ${record.length} values, not ${header.length}`),
      );
    }
    const row = {};
    for (let i = 0; i < header.length; i += 1) row[header[i]] = record[i];
    return row;
  });
}

/** RFC 4180: commas, double quotes around a value, doubled inside it; CRLF or LF. */
export function parseCsv(given) {
  const text = given.charCodeAt(0) === 0xfeff ? given.slice(1) : given;
  // Splitting is many times cheaper than looking at each character, and most data sets have no quotes.
  return text.includes('"') ? parseQuoted(text) : text.split(/\r?\n/).filter((line) => line !== '').map((line) => line.split(','));
}

function parseQuoted(text) {
  const records = [];
  let record = [];
  let at = 0;
  while (at < text.length) {
    let value;
    if (text[at] === '"') {
      let end = at + 1;
      while (end < text.length && (text[end] !== '"' || text[end + 1] === '"')) end += text[end] === '"' ? 2 : 1;
      value = text.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
    } else {
      let end = at;
      while (end < text.length && text[end] !== ',' && text[end] !== '\n' && text[end] !== '\r') end += 1;
      value = text.slice(at, end);
      at = end;
    }
    record.push(value);
    if (text[at] === ',') {
      at += 1;
      if (at === text.length) record.push('');
      continue;
    }
    while (text[at] === '\r') at += 1;
    if (text[at] === '\n') at += 1;
    records.push(record);
    record = [];
  }
  if (record.length > 0) records.push(record);
  return records.filter((values) => values.length > 1 || values[0] !== '');
}

function typedRow(row, columns, n, isJson) {
  const typed = {};
  for (const { name, type } of columns) {
    const raw = row[name];
    const value = raw === undefined || raw === null || raw === '' ? null : typedValue(raw, type);
    if (value === undefined) {
      throw new Problem(
        isJson ? pointer('dataset', 'rows', n, name) : '/dataset/csv',
        say(`第 ${n + 1} 行的 \`${name}\`：${JSON.stringify(raw)} 不是 ${type}。`, `row ${n + 1}, \`${name}\`: ${JSON.stringify(raw)} is no ${type}`),
      );
    }
    typed[name] = value;
  }
  return typed;
}

function typedValue(raw, type) {
  switch (type) {
    case 'number': {
      const number = typeof raw === 'number' ? raw : Number(raw);
      return Number.isFinite(number) ? number : undefined;
    }
    case 'boolean':
      return raw === true || raw === 'true' ? true : raw === false || raw === 'false' ? false : undefined;
    case 'date':
      return typeof raw === 'string' && /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?Z?)?$/.test(raw) ? raw : undefined;
    default:
      return String(raw);
  }
}
