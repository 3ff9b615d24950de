// The candidate's `console`, over the two streams.

import { format } from './format.js';
import { inspect } from './inspect.js';
import { widthOf } from './inspect-layout.js';
import {
  hasOwn, includes, isArray, join, keys, kindBy, mapForEach, mapSize, max, push, repeat, setForEach, setSize, slice,
  split,
} from './intrinsics.js';
import { elapsedMs } from './clock.js';
import { writeLine } from './streams.js';

/** A new `console`. */
export function makeConsole() {
  const groups = { indentation: '' };
  const counts = { __proto__: null };
  const timers = { __proto__: null };

  const print = (to, text) => {
    const { indentation } = groups;
    if (indentation !== '') text = indentation + (includes(text, '\n') ? join(split(text, '\n'), `\n${indentation}`) : text);
    writeLine(to, text);
  };
  const log = function log(first) {
    if (arguments.length === 1 && groups.indentation === '') {
      // Calls are what costs most in this engine, and these are most of what programs print.
      if (typeof first === 'string' || (first === (first | 0) && (first !== 0 || 1 / first > 0))) return writeLine('stdout', first);
    }
    return print('stdout', format(arguments));
  };
  const out = (...args) => print('stdout', format(args));
  const error = (...args) => print('stderr', format(args));

  return {
    log,
    info: function info(...args) { print('stdout', format(args)); },
    debug: function debug(...args) { print('stdout', format(args)); },
    warn: function warn(...args) { print('stderr', format(args)); },
    error: function error(...args) { print('stderr', format(args)); },
    dir: function dir(value, options) { print('stdout', inspect(value, options?.depth)); },
    dirxml: out,
    trace: function trace(...args) { error(`Trace${args.length > 0 ? ': ' : ''}${format(args)}`); },
    assert: function assert(condition, ...args) {
      if (condition) return;
      if (typeof args[0] === 'string') args[0] = `Assertion failed: ${args[0]}`;
      else args = ['Assertion failed', ...args];
      print('stderr', format(args));
    },
    group: function group(...args) {
      if (args.length > 0) print('stdout', format(args));
      groups.indentation += '  ';
    },
    groupCollapsed: function groupCollapsed(...args) {
      if (args.length > 0) print('stdout', format(args));
      groups.indentation += '  ';
    },
    groupEnd: function groupEnd() { groups.indentation = slice(groups.indentation, 2); },
    count: function count(label = 'default') {
      counts[label] = (counts[label] ?? 0) + 1;
      print('stdout', `${label}: ${counts[label]}`);
    },
    countReset: function countReset(label = 'default') { counts[label] = 0; },
    time: function time(label = 'default') { timers[label] = elapsedMs(); },
    timeLog: function timeLog(label = 'default', ...args) {
      if (timers[label] !== undefined) print('stdout', format([`${label}: ${elapsedMs() - timers[label]}ms`, ...args]));
    },
    timeEnd: function timeEnd(label = 'default') {
      if (timers[label] !== undefined) print('stdout', `${label}: ${elapsedMs() - timers[label]}ms`);
      delete timers[label];
    },
    table: function table(data, columns) {
      print('stdout', typeof data === 'object' && data !== null ? tableText(data, columns) : format([data]));
    },
  };
}

/** `console.table`: a row per entry, a column per property. */
function tableText(data, wanted) {
  const indexes = [];
  const rows = [];
  collectRows(data, indexes, rows);
  const columns = [];
  let hasValues = false;
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index];
    if (typeof row !== 'object' || row === null) {
      hasValues = true;
      continue;
    }
    const names = keys(row);
    for (let column = 0; column < names.length; column += 1) {
      if (!hasOwn(known(columns), names[column])) push(columns, names[column]);
    }
  }
  const shown = isArray(wanted) ? wanted : columns;
  const header = ['(index)', ...shown];
  if (hasValues) push(header, 'Values');
  const lines = [];
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index];
    const isObject = typeof row === 'object' && row !== null;
    const cells = [`${indexes[index]}`];
    for (let column = 0; column < shown.length; column += 1) {
      push(cells, isObject && hasOwn(row, shown[column]) ? inspect(row[shown[column]], 0) : '');
    }
    if (hasValues) push(cells, isObject ? '' : inspect(row, 0));
    push(lines, cells);
  }
  return drawn(header, lines);
}

function known(names) {
  const found = { __proto__: null };
  for (let index = 0; index < names.length; index += 1) found[names[index]] = true;
  return found;
}

function collectRows(data, indexes, rows) {
  const add = (index, row) => {
    push(indexes, index);
    push(rows, row);
  };
  if (kindBy(mapSize, data)) mapForEach(data, (value, key) => add(inspect(key, 0), value));
  else if (kindBy(setSize, data)) setForEach(data, (value) => add(rows.length, value));
  else {
    const names = keys(data);
    for (let index = 0; index < names.length; index += 1) add(names[index], data[names[index]]);
  }
}

function drawn(header, lines) {
  const widths = [];
  for (let column = 0; column < header.length; column += 1) {
    let width = widthOf(header[column]);
    for (let index = 0; index < lines.length; index += 1) width = max(width, widthOf(lines[index][column]));
    push(widths, width + 2);
  }
  const rule = (left, middle, right) => {
    const parts = [];
    for (let column = 0; column < widths.length; column += 1) push(parts, repeat('─', widths[column]));
    return left + join(parts, middle) + right;
  };
  const row = (cells) => {
    const parts = [];
    for (let column = 0; column < cells.length; column += 1) {
      push(parts, ` ${cells[column]}${repeat(' ', widths[column] - widthOf(cells[column]) - 1)}`);
    }
    return `│${join(parts, '│')}│`;
  };
  const text = [rule('┌', '┬', '┐'), row(header), rule('├', '┼', '┤')];
  for (let index = 0; index < lines.length; index += 1) push(text, row(lines[index]));
  push(text, rule('└', '┴', '┘'));
  return join(text, '\n');
}
