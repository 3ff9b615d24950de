// How the entries of an inspected object are laid out on lines, by the rules of Node's `util.inspect`: one line where it fits, numbers and
// other short entries of long arrays in columns, else one entry a line.

import {
  codeAt, floor, includes, join, max, min, padEnd, padStart, push, repeat, round, sqrt,
} from './intrinsics.js';

export const BREAK_LENGTH = 80;
export const MAX_ENTRIES = 100;
const COMPACT = 3;
const SEPARATOR_WIDTH = 2;

/** The entries between their braces. `entries` of an array may be grouped in columns by the `values` they show. */
export function layOut(context, entries, base, braces, values, level) {
  const start = base === '' ? braces[0] : `${base} ${braces[0]}`;
  const count = entries.length;
  if (values !== undefined && count > 6) entries = inColumns(context, entries, values);
  if (context.deepest - level < COMPACT && count === entries.length) {
    const used = entries.length + context.indentation + braces[0].length + base.length + 10;
    if (fits(entries, used, base)) {
      const joined = join(entries, ', ');
      if (!includes(joined, '\n')) return `${start} ${joined} ${braces[1]}`;
    }
  }
  const indentation = `\n${repeat(' ', context.indentation)}`;
  return `${start}${indentation}  ${join(entries, `,${indentation}  `)}${indentation}${braces[1]}`;
}

function fits(entries, used, base) {
  let total = entries.length + used;
  if (total + entries.length > BREAK_LENGTH) return false;
  for (let index = 0; index < entries.length; index += 1) {
    total += entries[index].length;
    if (total > BREAK_LENGTH) return false;
  }
  return base === '' || !includes(base, '\n');
}

function inColumns(context, entries, values) {
  const hasRest = entries.length > MAX_ENTRIES;
  const count = hasRest ? entries.length - 1 : entries.length;
  const widths = [];
  let total = 0;
  let widest = 0;
  for (let index = 0; index < count; index += 1) {
    const width = widthOf(entries[index]);
    push(widths, width);
    total += width + SEPARATOR_WIDTH;
    widest = max(widest, width);
  }
  const cell = widest + SEPARATOR_WIDTH;
  if (cell * 3 + context.indentation >= BREAK_LENGTH || (total / cell <= 5 && widest > 6)) return entries;
  const biased = max(cell - 3 - sqrt(cell - total / entries.length), 1);
  const columns = min(
    round(sqrt(2.5 * biased * count) / biased),
    floor((BREAK_LENGTH - context.indentation) / cell),
    COMPACT * 4,
    15,
  );
  if (columns <= 1) return entries;
  const columnWidths = [];
  for (let column = 0; column < columns; column += 1) {
    let width = 0;
    for (let index = column; index < count; index += columns) width = max(width, widths[index]);
    push(columnWidths, width + SEPARATOR_WIDTH);
  }
  const rightAligned = areNumbers(values, entries.length);
  const lines = [];
  for (let first = 0; first < count; first += columns) {
    push(lines, line(entries, widths, columnWidths, first, min(first + columns, count), rightAligned));
  }
  if (hasRest) push(lines, entries[count]);
  return lines;
}

function line(entries, widths, columnWidths, first, end, rightAligned) {
  const pad = rightAligned ? padStart : padEnd;
  let text = '';
  for (let index = first; index < end - 1; index += 1) {
    text += pad(`${entries[index]}, `, columnWidths[index - first] + entries[index].length - widths[index]);
  }
  const last = end - 1;
  if (!rightAligned) return text + entries[last];
  const width = columnWidths[last - first] + entries[last].length - widths[last] - SEPARATOR_WIDTH;
  return text + padStart(entries[last], width);
}

function areNumbers(values, count) {
  for (let index = 0; index < count; index += 1) {
    const type = typeof values[index];
    if (type !== 'number' && type !== 'bigint') return false;
  }
  return true;
}

/** Columns that a text takes on a terminal; Chinese characters take two. */
export function widthOf(text) {
  let width = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = codeAt(text, index);
    if (code >= 0xdc00 && code <= 0xdfff) continue;
    const wide = (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) || (code >= 0xac00 && code <= 0xd7a3)
      || (code >= 0xf900 && code <= 0xfaff) || (code >= 0xfe30 && code <= 0xfe6f) || (code >= 0xff01 && code <= 0xff60)
      || (code >= 0xd83c && code <= 0xd83e);
    width += wide ? 2 : 1;
  }
  return width;
}
