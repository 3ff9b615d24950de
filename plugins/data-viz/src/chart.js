// Compiles a spec with Vega-Lite, runs it with Vega on the data set's rows, and says what was drawn: per view its mark, its channels, its
// scales and the values of every item. Axes, legends, titles, colours and tooltips are not drawn, only parsed: that says what is wrong with
// them at a fraction of the work. Judges nothing.

import { compile, normalize, resetIdCounter } from 'vega-lite';

import { begin, interpreter, noLoader, vega } from './engine.js';
import { fieldKey, shownDefs, typeOf, valueOf } from './fields.js';
import { walkViews } from './views.js';

/** A spec that a library refused. `cause` is the library's own error. */
export class ChartError extends Error {
  constructor(cause) {
    super(cause?.message ?? String(cause), { cause });
  }
}

/**
 * Draws `spec` with `rows` as the data of the name `datasetName`. Returns `{ views, warnings }`; throws a `ChartError`.
 * Without `guides` what is wrong with axes and legends goes unseen, which is cheaper. A view is `{ pointer, mark, encoding, facets, columns, items, scales }`, see the functions below.
 */
export function drawChart(spec, rows, datasetName, { guides = true } = {}) {
  const { compiled, units, pointers, warnings } = compileSpec(spec);
  const view = runDataflow(compiled, rows, datasetName, guides);
  try {
    return { views: units.map((unit, n) => readView(unit, n, view, pointers)), warnings };
  } finally {
    view.finalize();
  }
}

/** Throws what Vega-Lite or Vega's parser throw, as a `ChartError`. */
function compileSpec(spec) {
  const warnings = [];
  const logger = listeningLogger((text) => warnings.push(text));
  const { warn } = console;
  // `normalize` takes no logger.
  console.warn = (_level, ...words) => warnings.push(words.join(' '));
  try {
    resetIdCounter();
    const { tagged, pointers } = tagViews(spec);
    const normalized = normalize(tagged);
    const units = nameUnits(normalized);
    const compiled = compile(withoutOverlays(normalized), { logger }).spec;
    return { compiled, units, pointers, warnings: [...new Set(warnings)] };
  } catch (error) {
    throw new ChartError(error);
  } finally {
    console.warn = warn;
  }
}

function listeningLogger(onWarning) {
  const logger = {
    level: () => logger,
    error: (...args) => (onWarning(args.join(' ')), logger),
    warn: (...args) => (onWarning(args.join(' ')), logger),
    info: () => logger,
    debug: () => logger,
  };
  return logger;
}

// Every view gets a name of ours, which survives normalisation as a part of the names that Vega-Lite derives.
function tagViews(spec) {
  const { usermeta: _, $schema: __, ...tagged } = structuredCopy(spec);
  const pointers = [];
  const renamed = new Map();
  walkViews(tagged, (view, pointer) => {
    const name = `ts${pointers.length}v`;
    if (typeof view.name === 'string') renamed.set(view.name, name);
    view.name = name;
    pointers.push(pointer);
  });
  for (const param of Array.isArray(tagged.params) ? tagged.params : []) {
    if (Array.isArray(param?.views)) param.views = param.views.map((name) => renamed.get(name) ?? name);
  }
  return { tagged, pointers };
}

const structuredCopy = (value) => JSON.parse(JSON.stringify(value));

/** Names the units of a normalised spec `u0`, `u1` …, so that their marks are `u0_marks` …; returns them with their facets. */
function nameUnits(normalized) {
  const units = [];
  const visit = (view, tag, facets, parents) => {
    const own = [...String(view.name ?? '').matchAll(/ts(\d+)v/g)].pop();
    const tagHere = own ? Number(own[1]) : tag;
    const here = [...parents, view];
    if (view.mark) {
      view.name = `u${units.length}`;
      units.push({ tag: tagHere, unit: view, facets, parents });
      return;
    }
    delete view.name;
    const inner = view.facet ? [...facets, ...facetDefs(view.facet)] : facets;
    for (const key of ['layer', 'concat', 'hconcat', 'vconcat']) {
      for (const child of view[key] ?? []) visit(child, tagHere, inner, here);
    }
    if (view.spec) visit(view.spec, tagHere, inner, here);
  };
  visit(normalized, 0, [], []);
  return units;
}

const facetDefs = (facet) =>
  facet.field !== undefined || facet.aggregate
    ? [{ channel: 'facet', def: facet }]
    : ['row', 'column'].filter((channel) => facet[channel]).map((channel) => ({ channel, def: facet[channel] }));

// The normalised spec holds these overlays as layers; the config would make them once more.
function withoutOverlays(spec) {
  const config = { ...spec.config };
  for (const mark of ['line', 'area', 'rule', 'trail']) {
    if (config[mark]) config[mark] = { ...config[mark], point: undefined, line: undefined };
  }
  return { ...spec, config: JSON.parse(JSON.stringify(config)) };
}

function runDataflow(compiled, rows, datasetName, guides) {
  let failure;
  const logger = listeningLogger(() => {});
  logger.error = (...args) => {
    failure ??= args.find((arg) => arg instanceof Error) ?? new Error(args.join(' '));
    return logger;
  };
  try {
    begin(42);
    if (guides) vega.parse(compiled, {}, { ast: true });
    const runtime = vega.parse(withoutGuides(withRows(compiled, rows, datasetName)), {}, { ast: true });
    const view = new vega.View(runtime, { expr: interpreter, loader: noLoader, logger, renderer: 'none' });
    view.run();
    if (failure) throw failure;
    return view;
  } catch (error) {
    throw new ChartError(error);
  }
}

function withRows(compiled, rows, datasetName) {
  const data = (compiled.data ?? []).map((source) =>
    source.name === datasetName && !source.source && !source.values && !source.url
      ? { ...source, values: rows.map((row) => ({ ...row })) }
      : source,
  );
  return { ...compiled, data };
}

/** What places an item; colours, descriptions and tooltips are most of the work of drawing and are asked for by nobody here. */
const PLACING = ['x', 'x2', 'xc', 'y', 'y2', 'yc', 'width', 'height', 'opacity', 'defined'];

function withoutDress(mark) {
  const encode = Object.entries(mark.encode ?? {}).map(([set, channels]) => [set, Object.fromEntries(Object.entries(channels).filter(([name]) => PLACING.includes(name)))]);
  return { ...mark, encode: Object.fromEntries(encode) };
}

function withoutGuides(group) {
  const { axes: _, legends: __, title: ___, layout: ____, ...rest } = group;
  const marks = (rest.marks ?? []).filter((mark) => !/^(row|column|facet)[-_](header|footer|title)|_(header|footer)$|title$/.test(mark.role ?? mark.name ?? ''));
  return { ...rest, marks: marks.map((mark) => (mark.type === 'group' ? withoutGuides(mark) : withoutDress(mark))) };
}

function readView({ tag, unit, facets, parents }, n, view, pointers) {
  const mark = typeof unit.mark === 'string' ? { type: unit.mark } : unit.mark;
  const named = new RegExp(`^u${n}_(?:.*_)?marks$`);
  const drawn = collectItems(view.scenegraph().root, named);
  const columns = [];
  for (const { channel, def } of [...shownDefs(unit.encoding), ...facets]) {
    const key = fieldKey(def, channel);
    const same = columns.find((column) => column.key.field === key.field && column.key.inside === key.inside);
    if (same) same.channels.push(channel);
    else columns.push({ key, def, type: typeOf(def, channel), channels: [channel] });
  }
  for (const column of columns) column.values = drawn.map((item) => plain(readUp(item.datums, column.key)));
  return {
    pointer: pointers[tag],
    mark,
    encoding: unit.encoding ?? {},
    facets,
    parents,
    columns: columns.filter((column) => column.values.length === 0 || column.values.some((value) => value !== undefined)),
    absent: columns.filter((column) => column.values.length > 0 && column.values.every((value) => value === undefined)),
    items: drawn.map(({ item, cell }) => ({ x: item.x, y: item.y, width: item.width, height: item.height, opacity: item.opacity, cell })),
    count: drawn.length,
    scales: readScales(view, unit, n),
  };
}

/** The items of the marks that `named` fits, each with its datum and those of the groups around it. */
function collectItems(root, named) {
  const found = [];
  let cell = 0;
  const visit = (mark, datums) => {
    for (const item of mark.items ?? []) {
      const here = item.datum && typeof item.datum === 'object' ? [item.datum, ...datums] : datums;
      if (mark.marktype !== 'group' && mark.name && named.test(mark.name)) found.push({ item, datums: here, cell });
      if (mark.marktype === 'group') cell += 1;
      for (const inner of item.items ?? []) visit(inner, here);
    }
  };
  visit(root, []);
  return found;
}

function readUp(datums, key) {
  for (const datum of datums) {
    const value = valueOf(datum, key);
    if (value !== undefined) return value;
  }
  return undefined;
}

const plain = (value) => (value instanceof Date ? value.getTime() : typeof value === 'number' && !Number.isFinite(value) ? null : value);

/** Type and domain of the scales that the view's channels use, as far as it has them. */
function readScales(view, unit, n) {
  const scales = {};
  for (const channel of ['x', 'y', 'color', 'fill', 'stroke', 'size', 'shape', 'theta', 'radius', 'opacity']) {
    for (const name of [`u${n}_${channel}`, channel]) {
      let scale;
      try {
        scale = view.scale(name);
      } catch {
        continue;
      }
      if (scale) {
        scales[channel] = { type: scale.type, domain: typeof scale.domain === 'function' ? scale.domain().map(plain) : [] };
        break;
      }
    }
  }
  return scales;
}
