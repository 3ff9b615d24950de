// Which values of a drawn item stand for a channel: Vega-Lite's names for fields with an aggregate, a bin or a time unit (its function
// `vgField`, which the package does not export; tests/fields.test.js holds these names against compiled specs). Reads no data.

import { removePathFromField, varName } from 'vega-lite';

/** Channels whose values say nothing about the data that is shown. */
const SILENT = new Set(['tooltip', 'href', 'url', 'description', 'key', 'order', 'time']);

/** The definitions with a field (or a count) in one channel: its own, or those of its conditions, or a list of them. */
export function fieldDefs(channelDef) {
  const all = Array.isArray(channelDef) ? channelDef : [channelDef];
  return all.flatMap((def) => {
    if (!def || typeof def !== 'object') return [];
    const own = def.field !== undefined || def.aggregate === 'count' ? [def] : [];
    return [...own, ...(def.condition ? fieldDefs(def.condition) : [])];
  });
}

/** Every definition of an encoding that shows data, as `{ channel, def }`. */
export function shownDefs(encoding = {}) {
  return Object.entries(encoding)
    .filter(([channel]) => !SILENT.has(channel))
    .flatMap(([channel, channelDef]) => fieldDefs(channelDef).map((def) => ({ channel, def })));
}

/** Reads the value of `def` from an item's datum. */
export function valueOf(datum, key) {
  const value = datum?.[key.field];
  return key.inside === undefined ? value : value?.[key.inside];
}

/** Where a datum holds the value of `def`: `{ field, inside }`; for a bin its start. */
export function fieldKey(def, channel) {
  const { field, aggregate, bin, timeUnit } = def;
  if (aggregate === 'count') return { field: '__count' };
  if (aggregate && typeof aggregate === 'object') {
    const [[fn, by]] = Object.entries(aggregate);
    return { field: `${fn}_${removePathFromField(by)}`, inside: field };
  }
  if (isBinning(bin)) return { field: removePathFromField(`${binName(bin, channel)}_${field}`) };
  if (aggregate) return { field: removePathFromField(`${aggregate}_${field}`) };
  if (timeUnit && !isBinnedUnit(timeUnit)) return { field: removePathFromField(`${timeUnitName(timeUnit)}_${field}`) };
  return { field: removePathFromField(String(field)) };
}

/** Whether Vega-Lite bins the field (and does not take it as binned already). */
export const isBinning = (bin) => bin === true || (!!bin && typeof bin === 'object' && !bin.binned);

/** The type that Vega-Lite takes when the definition names none (its function `defaultType`). */
export function typeOf(def, channel) {
  if (def.type) return def.type;
  if (['latitude', 'longitude'].includes(channel)) return 'quantitative';
  if (['row', 'column', 'facet', 'shape', 'strokeDash'].includes(channel)) return 'nominal';
  if (channel === 'order' || Array.isArray(def.sort)) return 'ordinal';
  if (def.timeUnit) return 'temporal';
  if (def.bin || typeof def.aggregate === 'string') return 'quantitative';
  if (['linear', 'log', 'pow', 'sqrt', 'symlog', 'quantile', 'quantize', 'threshold'].includes(def.scale?.type)) return 'quantitative';
  return ['time', 'utc'].includes(def.scale?.type) ? 'temporal' : 'nominal';
}

function binName(bin, channel) {
  const params = bin === true ? { maxbins: mostBins(channel) } : bin.maxbins || bin.step ? bin : { ...bin, maxbins: mostBins(channel) };
  return `bin${Object.entries(params)
    .map(([key, value]) =>
      varName(`_${key}_${value && typeof value === 'object' && 'param' in value ? Object.entries(value) : value}`),
    )
    .join('')}`;
}

function mostBins(channel) {
  const six = ['row', 'column', 'size', 'color', 'fill', 'stroke', 'strokeWidth', 'opacity', 'fillOpacity', 'strokeOpacity', 'shape'];
  return six.includes(channel) ? 6 : channel === 'strokeDash' ? 4 : 10;
}

const isBinnedUnit = (timeUnit) => (typeof timeUnit === 'string' ? timeUnit.startsWith('binned') : timeUnit.binned);

function timeUnitName(timeUnit) {
  const params = typeof timeUnit === 'string' ? { unit: timeUnit } : { ...timeUnit };
  if (params.unit?.startsWith('utc')) {
    params.utc = true;
    params.unit = params.unit.slice(3);
  }
  const { utc, ...rest } = params;
  const parts = Object.entries(rest).map(([key, value]) => varName(`${key === 'unit' && rest.unit ? '' : `_${key}_`}${value}`));
  return `${utc ? 'utc' : ''}${rest.unit ? '' : 'timeunit'}${parts.join('')}`;
}
