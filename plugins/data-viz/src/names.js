// Holds the names in a spec against what there is: marks, channels, types, aggregates, fields. Gives findings with JSON pointers; what only
// the libraries know is left to them.

import { pointer as pointerOf } from '@touchstone/sdk';

import { columnOf } from './dataset.js';
import { fieldDefs } from './fields.js';
import { listEn, listZh, nearest, say } from './say.js';
import { markType, walkViews } from './views.js';

const MARKS = ['arc', 'area', 'bar', 'boxplot', 'circle', 'errorband', 'errorbar', 'line', 'point', 'rect', 'rule', 'square', 'text', 'tick', 'trail'];
const TYPES = ['quantitative', 'ordinal', 'temporal', 'nominal'];
const AGGREGATES = [
  'count', 'valid', 'missing', 'distinct', 'sum', 'product', 'mean', 'average', 'variance', 'variancep', 'stdev', 'stdevp', 'stderr', 'median',
  'q1', 'q3', 'ci0', 'ci1', 'min', 'max', 'argmin', 'argmax', 'values', 'exponential', 'exponentialb',
];
const CHANNELS = [
  'angle', 'color', 'column', 'description', 'detail', 'facet', 'fill', 'fillOpacity', 'href', 'key', 'latitude', 'latitude2', 'longitude',
  'longitude2', 'opacity', 'order', 'radius', 'radius2', 'row', 'shape', 'size', 'stroke', 'strokeDash', 'strokeOpacity', 'strokeWidth', 'text',
  'theta', 'theta2', 'time', 'tooltip', 'url', 'x', 'x2', 'xError', 'xError2', 'xOffset', 'y', 'y2', 'yError', 'yError2', 'yOffset',
];
const COMPOSITIONS = ['layer', 'concat', 'hconcat', 'vconcat', 'spec'];

/** What is not what it should be in `spec`: `invalid-spec`, `unknown-name`, `unknown-field`; without dimensions. */
export function nameFindings(spec, dataset) {
  const findings = [];
  const fields = new Map();
  walkViews(spec, (view, pointer, parent) => {
    findings.push(...shapeFindings(view, pointer));
    if (!('mark' in view) && !COMPOSITIONS.some((key) => key in view)) {
      findings.push(wrong('invalid-spec', pointer, say('这个视图没有 `mark`，也没有 `layer`、`concat` 等。', 'this view has neither a `mark` nor a `layer`, `concat` or the like')));
    }
    if ('mark' in view) pushUnknown(findings, typeof view.mark === 'object' && view.mark ? `${pointer}/mark/type` : `${pointer}/mark`, '图形', 'mark', markType(view), MARKS);
    const known = fieldsAfter(view, parent ? fields.get(parent.pointer) : new Set(dataset.columns.map((column) => column.name)));
    fields.set(pointer, known);
    const encoding = view.encoding && typeof view.encoding === 'object' ? view.encoding : {};
    for (const [channel, channelDef] of Object.entries(encoding)) {
      pushUnknown(findings, `${pointer}/encoding${pointerOf(channel)}`, '通道', 'channel', channel, CHANNELS);
      for (const def of fieldDefs(channelDef)) pushDef(findings, `${pointer}/encoding${pointerOf(channel)}`, def, known);
    }
    const facet = view.facet && typeof view.facet === 'object' ? view.facet : {};
    for (const [at, def] of [['', facet], ['/row', facet.row], ['/column', facet.column]]) {
      if (def?.field !== undefined) pushDef(findings, `${pointer}/facet${at}`, def, known);
    }
  });
  return findings;
}

function isObject(value) {
  return !!value && typeof value === 'object' && !Array.isArray(value);
}

/** Parts that have another shape than Vega-Lite's; the libraries pass over some of them in silence. */
function shapeFindings(view, pointer) {
  const list = ['transform', 'layer', 'concat', 'hconcat', 'vconcat', 'params'].filter((key) => key in view && !Array.isArray(view[key]));
  const object = ['encoding', 'spec', 'resolve', 'config'].filter((key) => key in view && !isObject(view[key]));
  const channels = isObject(view.encoding) ? Object.entries(view.encoding) : [];
  const defs = channels.filter(([, def]) => def !== null && !isObject(def) && !(Array.isArray(def) && def.every(isObject)));
  return [
    ...list.map((key) => wrong('invalid-spec', `${pointer}/${key}`, say(`\`${key}\` 应为列表。`, `\`${key}\` has to be a list`))),
    ...object.map((key) => wrong('invalid-spec', `${pointer}/${key}`, say(`\`${key}\` 应为对象。`, `\`${key}\` has to be an object`))),
    ...defs.map(([key]) => wrong('invalid-spec', `${pointer}/encoding${pointerOf(key)}`, say(`\`${key}\` 应为对象。`, `\`${key}\` has to be an object`))),
  ];
}

/** What each property of a channel's definition may be; left out or null it is always right. */
const PROPERTIES = {
  field: (value) => typeof value === 'string' || (isObject(value) && typeof value.repeat === 'string'),
  aggregate: (value) => typeof value === 'string' || (isObject(value) && [value.argmin, value.argmax].filter((by) => typeof by === 'string').length === 1),
  timeUnit: (value) => (typeof value === 'string' && value !== '') || (isObject(value) && (value.unit === undefined || typeof value.unit === 'string')),
  bin: (value) => typeof value === 'boolean' || value === 'binned' || isObject(value),
  axis: isObject,
  legend: isObject,
  scale: isObject,
};

function pushDef(findings, pointer, def, known) {
  for (const [key, fits] of Object.entries(PROPERTIES)) {
    if (def[key] !== undefined && def[key] !== null && !fits(def[key])) {
      findings.push(wrong('invalid-spec', `${pointer}/${key}`, say(`\`${key}\` 的写法不对。`, `\`${key}\` cannot be written like this`)));
    }
  }
  if (def.type !== undefined) pushUnknown(findings, `${pointer}/type`, '类型', 'type', def.type, TYPES);
  if (typeof def.aggregate === 'string') pushUnknown(findings, `${pointer}/aggregate`, '汇总', 'aggregate', def.aggregate, AGGREGATES);
  if (typeof def.field !== 'string' || known.any) return;
  const name = def.field.replace(/\\(.)/g, '$1');
  const first = name.split(/[.[]/)[0];
  if (known.has(name) || known.has(first)) return;
  findings.push(unknown('unknown-field', `${pointer}/field`, '字段', 'field', def.field, [...known]));
}

function pushUnknown(findings, pointer, zh, en, name, names) {
  if (typeof name !== 'string') findings.push(wrong('invalid-spec', pointer, say(`这里应写${zh}的名称。`, `a ${en}'s name has to be here`)));
  else if (!names.includes(name) && !['image', 'geoshape'].includes(name)) findings.push(unknown('unknown-name', pointer, zh, en, name, names));
}

function unknown(code, pointer, zh, en, name, names) {
  const near = nearest(name, names);
  const short = name.slice(0, 60);
  return wrong(code, pointer, near
    ? say(`没有名为 \`${short}\` 的${zh}；是 \`${near}\` 吗？`, `there is no ${en} \`${short}\`; did you mean \`${near}\`?`)
    : say(`没有名为 \`${short}\` 的${zh}：请用 ${listZh(names.slice(0, 12))} 之一。`, `there is no ${en} \`${short}\`: use one of ${listEn(names.slice(0, 12))}`));
}

const wrong = (code, pointer, message) => ({ code, pointer, severity: 'major', message });

/** The fields after a view's transforms. A set with `any` holds names that cannot be told (those of `pivot`). */
function fieldsAfter(view, before) {
  let known = copy(before);
  const add = (names) => [names].flat().forEach((name) => typeof name === 'string' && known.add(name));
  for (const transform of Array.isArray(view.transform) ? view.transform : []) {
    if (!transform || typeof transform !== 'object') continue;
    const groupby = [transform.groupby].flat().filter((name) => typeof name === 'string');
    if (transform.aggregate) {
      const any = known.any;
      known = new Set(groupby);
      known.any = any;
    } else if (transform.density || transform.quantile || transform.regression || transform.loess) {
      known = new Set(groupby);
      if (transform.regression || transform.loess) add([transform.on, transform.regression ?? transform.loess, 'rSquared', 'coef']);
      if (transform.density) add(['value', 'density']);
      if (transform.quantile) add(['prob', 'value']);
    } else if (transform.pivot) {
      known = new Set(groupby);
      known.any = true;
    }
    for (const list of ['aggregate', 'joinaggregate', 'window']) {
      if (Array.isArray(transform[list])) add(transform[list].map((op) => op?.as));
    }
    if (transform.fold) add(transform.as ?? ['key', 'value']);
    else if (transform.bin !== undefined && typeof transform.as === 'string') add([transform.as, `${transform.as}_end`]);
    else if (transform.timeUnit && transform.as) add([transform.as, `${transform.as}_end`]);
    else if (transform.stack && typeof transform.as === 'string') add([transform.as, `${transform.as}_end`]);
    else add(transform.as ?? []);
    if (transform.extent && transform.param) known.any = known.any ?? false;
  }
  return known;
}

function copy(set) {
  const made = new Set(set);
  made.any = set.any;
  return made;
}

/** The dataset's column behind a definition, if it is one. */
export const columnBehind = (def, dataset) => (typeof def.field === 'string' ? columnOf(dataset, def.field) : undefined);
