// What one spec may ask for. Every number is documented in README.md; going over one is a finding. Enforces nothing itself.

export const LIMITS = {
  /** Characters of the spec as compact JSON. */
  specCharacters: 65_536,
  /** Objects, arrays and plain values in the spec. */
  specNodes: 8_000,
  /** Levels of objects and arrays in the spec. */
  specDepth: 32,
  /** Views: units, layers, concatenations, facets, repetitions, those that a repetition makes included. */
  views: 24,
  /** Transforms in all views together. */
  transforms: 40,
  /** Rows that one transform may give. */
  rows: 20_000,
  /** Items drawn in all views together. */
  items: 12_000,
  /** Cells of a facet. */
  cells: 150,
  /** Bins of one field. */
  bins: 1_000,
  /** Characters of a text, elements of a list that an expression gives. */
  generated: 10_000,
  /** Rows that transforms work through, in sum over all transforms. */
  rowSteps: 250_000,
  /** Values that `window` sorts (rows × frame, for medians and the like), that `density` and `loess` weigh. */
  weighed: 600_000,
  /** Parts of expressions that are computed in one run of the chart. */
  expressionParts: 1_500_000,
};

/** The chart asks for more than `LIMITS` has. `what` is a key of `LIMITS`. */
export class OverLimit extends Error {
  constructor(what) {
    super(`more than ${LIMITS[what]} ${what}`);
    this.what = what;
  }
}
