// Vega and Vega-Lite, made safe to run a stranger's spec: expressions are interpreted and counted, transforms and generators are bounded,
// nothing is loaded, random numbers follow a seed. Loaded when the component is built, so that a call pays nothing for it. Judges nothing.

import * as vega from 'vega';
import { expressionInterpreter } from 'vega-interpreter';

import { LIMITS, OverLimit } from './limits.js';

export { vega };

/** What the run under way has spent. One run at a time. */
let spent = nothing();

function nothing() {
  return { expressionParts: 0, items: 0, cells: 0, rowSteps: 0, weighed: 0 };
}

function spend(what, amount) {
  spent[what] += amount;
  if (!(spent[what] <= LIMITS[what])) throw new OverLimit(what);
}

/** Begins a run: nothing spent, and the random numbers of `seed` (a number). */
export function begin(seed) {
  spent = nothing();
  vega.setRandom(vega.randomLCG(seed));
}

/** Gives out nothing, whatever is asked for. */
export const noLoader = {
  load: () => Promise.reject(new Error('nothing is loaded here')),
  sanitize: () => Promise.reject(new Error('nothing is loaded here')),
  http: () => Promise.reject(new Error('nothing is loaded here')),
  file: () => Promise.reject(new Error('nothing is loaded here')),
};

/** A function that must not be called, for the reason given in README.md. */
export class RefusedFunction extends Error {
  constructor(name) {
    super(`\`${name}\` cannot be used here`);
    this.function = name;
  }
}

/** They depend on the day, or run regular expressions, whose time has no bound. */
const REFUSED_FUNCTIONS = ['now', 'regexp', 'test'];

const SHORTEST_MS = {
  year: 365 * 86_400_000,
  quarter: 90 * 86_400_000,
  month: 28 * 86_400_000,
  week: 7 * 86_400_000,
  date: 86_400_000,
  day: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1_000,
};

/** The interpreter with a budget; an expression is looked through once, when the chart is set up. */
export const interpreter = Object.fromEntries(
  ['operator', 'parameter', 'event', 'handler', 'encode'].map((kind) => [
    kind,
    (context, expression) => {
      const asts = kind === 'encode' ? Object.values(expression.channels).map((channel) => channel.ast) : [expression.ast];
      const parts = asts.reduce((sum, ast) => sum + inspect(ast), 0);
      const run = expressionInterpreter[kind].call(interpreter, context, expression);
      return (...args) => {
        spend('expressionParts', parts);
        return kind === 'encode' ? run(...args) : modest(run(...args));
      };
    },
  ]),
);

/** A value that the next expression cannot blow up: no long text or list, no list of lists. */
function modest(value) {
  if (typeof value === 'string' || Array.isArray(value)) {
    if (value.length > LIMITS.generated) throw new OverLimit('generated');
    if (Array.isArray(value) && value.some((inner) => Array.isArray(inner) && inner.some(Array.isArray))) throw new OverLimit('generated');
  }
  return value;
}

/** How many parts the expression has. */
function inspect(ast) {
  let parts = 0;
  const waiting = [ast];
  while (waiting.length > 0) {
    const node = waiting.pop();
    parts += 1;
    if (node.regex) throw new RefusedFunction('/…/');
    if (node.type === 'CallExpression' && (REFUSED_FUNCTIONS.includes(node.callee.name) || isToday(node))) {
      throw new RefusedFunction(node.callee.name);
    }
    for (const value of Object.values(node)) {
      if (Array.isArray(value)) waiting.push(...value.filter((item) => item && typeof item === 'object' && item.type));
      else if (value && typeof value === 'object' && value.type) waiting.push(value);
    }
  }
  return parts;
}

/** `datetime()` without a date is the day of the component's build. */
const isToday = (node) => node.callee.name === 'datetime' && node.arguments.length === 0;

bound('sequence', (start, stop, step) => {
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  return Math.abs((to - from) / (step === undefined ? 1 : step));
});
bound('pad', (_text, length) => length);
bound('join', (list, separator = ',') => (Array.isArray(list) ? list.length * (1 + String(separator).length) : 0));
// A width in a number's format is so many characters.
for (const name of ['format', 'timeFormat', 'utcFormat']) bound(name, (_value, format) => Math.max(0, ...(String(format).match(/\d+/g) ?? []).map(Number)));
for (const name of ['timeSequence', 'utcSequence']) {
  bound(name, (unit, start, stop, step = 1) => (new Date(stop) - new Date(start)) / (SHORTEST_MS[unit] ?? 1) / step);
}

/** Makes the expression function `name` refuse what would give more than `LIMITS.generated` elements. */
function bound(name, size) {
  const original = vega.expressionFunction(name);
  vega.expressionFunction(name, function bounded(...args) {
    if (!(size(...args) <= LIMITS.generated)) throw new OverLimit('generated');
    return original.apply(this, args);
  });
}

// Before each transform: whether its parameters ask for too much. After it: whether there are too many rows.
const BEFORE = {
  flatten: (_, pulse) => {
    const longest = (tuple) => Math.max(1, ..._.fields.map((field) => field(tuple)?.length ?? 0));
    atMost('rows', (pulse.source ?? []).reduce((sum, tuple) => sum + longest(tuple), 0));
  },
  fold: (_, pulse) => atMost('rows', (pulse.source?.length ?? 0) * _.fields.length),
  impute: (_) => atMost('generated', _.keyvals?.length ?? 0),
  sequence: (_) => atMost('generated', Math.abs((_.stop - _.start) / (_.step || 1))),
  pivot: (_) => atMost('generated', _.limit ?? 0),
  window: (_, pulse) => {
    const sorting = (_.ops ?? []).filter((op) => !CHEAP_OVER_A_FRAME.includes(op)).length;
    const [from, to] = (_.frame ?? [null, 0]).map((edge) => (edge === null || edge === undefined ? Infinity : Math.abs(edge)));
    const rows = pulse.source?.length ?? 0;
    spend('weighed', sorting * rows * Math.min(rows, from + to + 1));
  },
  kde: (_, pulse) => spend('weighed', (pulse.source?.length ?? 0) * (_.steps ?? _.maxsteps ?? 200)),
  loess: (_, pulse) => spend('weighed', (pulse.source?.length ?? 0) ** 2 * (_.bandwidth ?? 0.3)),
};

const CHEAP_OVER_A_FRAME = [
  'count', 'valid', 'missing', 'sum', 'mean', 'average', 'row_number', 'rank', 'dense_rank', 'percent_rank', 'cume_dist', 'ntile', 'lag', 'lead',
  'first_value', 'last_value', 'nth_value', 'prev_value', 'next_value', 'variance', 'variancep', 'stdev', 'stdevp', 'stderr',
];

function atMost(limit, wanted) {
  if (!(wanted <= LIMITS[limit])) throw new OverLimit(limit);
}

for (const [name, type] of Object.entries(vega.transforms)) {
  const original = type.prototype.transform;
  if (!original) continue;
  type.prototype.transform = function bounded(_, pulse) {
    BEFORE[name]?.(_, pulse);
    spend('rowSteps', pulse?.add?.length ?? 0);
    const next = original.call(this, _, pulse);
    if (name === 'datajoin') spend('items', next?.add?.length ?? 0);
    if (next?.source?.length > LIMITS.rows) throw new OverLimit('rows');
    return next;
  };
}

const findBins = vega.transforms.bin.prototype._bins;
vega.transforms.bin.prototype._bins = function bounded(_) {
  const bins = findBins.call(this, _);
  atMost('bins', (bins.stop - bins.start) / bins.step);
  return bins;
};

const openCell = vega.transforms.facet.prototype.subflow;
vega.transforms.facet.prototype.subflow = function bounded(key, flow, pulse, parent) {
  if (!this.value[key]) spend('cells', 1);
  return openCell.call(this, key, flow, pulse, parent);
};
