// What is wrong with a spec, with JSON pointers: first what guard and names find, then what the libraries say, and where they say it: the
// part of the spec without which the same error does not come. Scores nothing.

import { ChartError, drawChart } from './chart.js';
import { readRows } from './dataset.js';
import { RefusedFunction } from './engine.js';
import { guard } from './guard.js';
import { LIMITS, OverLimit } from './limits.js';
import { nameFindings } from './names.js';
import { say } from './say.js';
import { walkViews } from './views.js';

/** How often a spec is tried without one of its parts. */
const MOST_TRIES = 24;

/** `{ chart, rows, findings }`: the chart when the spec can be drawn, else undefined, with the data set's rows; findings without dimensions. */
export function draw(spec, dataset) {
  const guarded = guard(spec, dataset.name);
  if (guarded.length > 0) return { findings: guarded };
  const named = nameFindings(spec, dataset);
  if (named.some(({ code, pointer }) => code === 'invalid-spec' || (code === 'unknown-name' && /\/mark(\/type)?$/.test(pointer)))) return { findings: named };
  const rows = readRows(dataset);
  try {
    const chart = drawChart(spec, rows, dataset.name);
    if (chart.views.every((view) => view.count === 0)) {
      // A field that is not there explains it already.
      return { findings: named.length > 0 ? named : [finding('nothing-drawn', '', 'critical', say(
        `图上什么也没有画出：检查 \`data\`（应为 {"name": "${dataset.name}"}）与筛选。`,
        `the chart draws nothing: look at \`data\` ({"name": "${dataset.name}"}) and at the filters`,
      ))] };
    }
    return { chart, rows, findings: named };
  } catch (error) {
    if (!(error instanceof ChartError)) throw error;
    return { findings: [...named, libraryFinding(spec, error, rows, dataset)] };
  }
}

function libraryFinding(spec, error, rows, dataset) {
  if (error.cause instanceof OverLimit) {
    const { what } = error.cause;
    return finding('spec-too-large', '', 'critical', say(
      `这个图要的运算太多：${what} 最多为 ${LIMITS[what]}。`,
      `this chart asks for too much: ${what} may be ${LIMITS[what]} at most`,
    ));
  }
  const pointer = locate(spec, error, (changed) => drawChart(changed, rows.slice(0, 50), dataset.name));
  if (error.cause instanceof RefusedFunction) {
    const name = error.cause.function;
    return finding('unsupported-function', pointer, 'major', say(`表达式中不能使用 \`${name}\`。`, `an expression cannot use \`${name}\` here`));
  }
  const text = error.message.slice(0, 300);
  return finding('compile-error', pointer, 'critical', say(`Vega-Lite 无法编译：${text}`, `Vega-Lite cannot compile it: ${text}`));
}

/** The pointer of the smallest part without which `error` is gone; the view's, or the whole's, when there is none. */
function locate(spec, error, run) {
  const message = error.message;
  const failsStill = (changed) => {
    try {
      run(changed);
      return false;
    } catch (again) {
      return !(again instanceof ChartError) || again.message === message;
    }
  };
  let tries = 0;
  for (const parts of candidateParts(spec)) {
    if (tries >= MOST_TRIES) break;
    tries += 1;
    if (!failsStill(without(spec, parts))) return parts.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  }
  return '';
}

/** Transforms first, then channels, then params and config, of every view. */
function candidateParts(spec) {
  const parts = [];
  walkViews(spec, (view, pointer) => {
    const path = pointer.split('/').slice(1).map((part) => (/^\d+$/.test(part) ? Number(part) : part));
    for (const key of ['transform', 'params']) {
      if (Array.isArray(view[key])) view[key].forEach((_, n) => parts.push([...path, key, n]));
    }
    for (const channel of Object.keys(view.encoding ?? {})) parts.push([...path, 'encoding', channel]);
    for (const key of ['config', 'resolve', 'projection', 'facet']) if (key in view) parts.push([...path, key]);
  });
  return parts;
}

function without(spec, parts) {
  const changed = JSON.parse(JSON.stringify(spec));
  const inner = parts.slice(0, -1).reduce((value, part) => value[part], changed);
  const last = parts.at(-1);
  if (Array.isArray(inner)) inner.splice(last, 1);
  else delete inner[last];
  return changed;
}

const finding = (code, pointer, severity, message) => ({ code, pointer, severity, message });
