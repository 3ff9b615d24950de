// What the rules ask about a drawn view: which channels are discrete, how many values they have, where zero is. Judges nothing.

import { isBinning } from '../fields.js';
import { fieldDefs, typeOf } from '../fields.js';

export const POSITIONS = ['x', 'y'];
export const HUES = ['color', 'fill', 'stroke'];

/** The definition with a field in `channel`, else undefined. */
export const defIn = (view, channel) => fieldDefs(view.encoding[channel])[0];

/** Vega-Lite's type of what `channel` shows. */
export function typeIn(view, channel) {
  const def = defIn(view, channel);
  return def && typeOf(def, channel);
}

/** Whether `channel` shows a measured quantity on a continuous scale, not a bin and no time. */
export function isMeasured(view, channel) {
  const def = defIn(view, channel);
  return !!def && typeOf(def, channel) === 'quantitative' && !isBinning(def.bin) && def.bin !== 'binned' && !def.bin?.binned;
}

/** Whether `channel` shows names, ordered or not. */
export const isDiscrete = (view, channel) => ['nominal', 'ordinal'].includes(typeIn(view, channel));

/** The values that `channel` shows, one for each item. */
export const valuesIn = (view, channel) => view.columns.find((column) => column.channels.includes(channel))?.values ?? [];

/** How many different values `channel` shows. */
export const distinctIn = (view, channel) => new Set(valuesIn(view, channel)).size;

/** Whether the items' two ends are given by the data, so that no baseline is drawn. */
export const isRanged = (view, channel) => view.encoding[`${channel}2`] !== undefined;

/** The channels of a view that are shown by an axis or a legend, with their definitions. */
export function explained(view) {
  return [...POSITIONS, ...HUES, 'size', 'shape', 'opacity', 'strokeDash'].flatMap((channel) => {
    const def = defIn(view, channel);
    return def ? [{ channel, def }] : [];
  });
}

/** The guide's own title, `undefined` when the candidate wrote none, null when it is switched off. */
export function writtenTitle(def, channel) {
  const guide = POSITIONS.includes(channel) ? def.axis : def.legend;
  if (guide === null) return null;
  if (guide && guide.title !== undefined) return textOf(guide.title);
  return def.title === undefined ? undefined : textOf(def.title);
}

/** A title's words: a text, lines of it, or an object with `text` and `subtitle`. */
export function textOf(title) {
  if (title === null || title === undefined) return null;
  if (typeof title === 'string') return title;
  if (Array.isArray(title)) return title.filter((line) => typeof line === 'string').join(' ');
  return [textOf(title.text), textOf(title.subtitle)].filter(Boolean).join(' ') || null;
}
