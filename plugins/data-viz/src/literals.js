// Finds results that were computed elsewhere and written into the spec: numbers in it, also inside expressions, that equal what the reference
// shows. Round numbers and short ones prove nothing and are passed over.

import { close } from './comparison.js';

/** So many equal numbers are no accident. */
const MANY = 3;

/** The pointers of numbers in `spec` that equal quantities of `tables`; empty when they are few. */
export function writtenResults(spec, tables, tolerance) {
  const results = [...new Set(tables.flatMap(quantities))].filter(isTelling);
  const found = [];
  const hits = new Set();
  const waiting = [[spec, '']];
  while (waiting.length > 0) {
    const [value, pointer] = waiting.pop();
    for (const number of numbersIn(value)) {
      const hit = isTelling(number) ? results.find((result) => close(result, number, { relative: 1e-4, absolute: tolerance.absolute })) : undefined;
      if (hit !== undefined) {
        hits.add(hit);
        found.push(pointer);
      }
    }
    if (value && typeof value === 'object') {
      for (const [key, inner] of Object.entries(value)) waiting.push([inner, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`]);
    }
  }
  return hits.size >= MANY ? [...new Set(found)].sort() : [];
}

const quantities = (table) => table.columns.flatMap(({ kind }, i) => (kind === 'number' ? table.rows.map((row) => row[i]) : [])).filter((value) => value !== null);

/** Four digits that are not all zero at the end. */
const isTelling = (value) => Math.abs(value).toPrecision(15).replace(/[.]|e.*$/g, '').replace(/^0+|0+$/g, '').length >= 4;

function numbersIn(value) {
  if (typeof value === 'number') return [value];
  if (typeof value !== 'string') return [];
  return (value.match(/\d+(?:\.\d+)?/g) ?? []).map(Number);
}
