// Walks the views of a Vega-Lite spec as the candidate wrote it. Understands composition only: what is drawn is not its business.

const LISTS = ['layer', 'concat', 'hconcat', 'vconcat'];

/** Calls `visit(view, pointer, parent)` for the spec and every view in it, from the outside in. */
export function walkViews(spec, visit) {
  const waiting = [{ view: spec, pointer: '', parent: undefined }];
  while (waiting.length > 0) {
    const { view, pointer, parent } = waiting.shift();
    if (!view || typeof view !== 'object' || Array.isArray(view)) continue;
    visit(view, pointer, parent);
    const entry = { view, pointer, parent };
    for (const key of LISTS) {
      if (Array.isArray(view[key])) {
        waiting.push(...view[key].map((child, n) => ({ view: child, pointer: `${pointer}/${key}/${n}`, parent: entry })));
      }
    }
    if (view.spec) waiting.push({ view: view.spec, pointer: `${pointer}/spec`, parent: entry });
  }
}

/** The mark's name of a view, if it draws one. */
export const markType = (view) => (typeof view.mark === 'string' ? view.mark : view.mark?.type);

/** How many views `spec` becomes: a repetition counts once for each of its values. */
export function countViews(spec) {
  const times = new Map();
  let count = 0;
  walkViews(spec, (view, pointer, parent) => {
    const repeat = view.repeat;
    const own = Array.isArray(repeat)
      ? repeat.length
      : Object.values(repeat ?? {}).reduce((product, list) => product * (Array.isArray(list) ? list.length : 1), 1);
    const outer = parent ? times.get(parent.pointer) : 1;
    times.set(pointer, outer * own);
    count += outer;
  });
  return count;
}
