// How much of the reference's encoded data a candidate's view shows: order-free, with a tolerance, whatever the channels and the columns'
// names. The formula is in README.md. Knows nothing of charts.

/** A quantity counts as much as two names: it is what a chart is asked for. */
const NUMBER_WEIGHT = 2;
/** Ways to pair the columns that are tried at most. */
const MOST_PAIRINGS = 300;
/** Rows that are looked through one by one when their numbers are not equal to nine digits. */
const MOST_LEFT_OVER = 400;

/**
 * The best share of `reference` (a table) that `candidate` shows: `{ matchedRows, referenceRows, candidateRows, weights, pairs }`,
 * where `pairs[i]` is the candidate's column for the reference's column `i`, or undefined.
 */
export function compareTables(reference, candidate, tolerance) {
  const weights = reference.columns.map(({ kind }) => (kind === 'number' ? NUMBER_WEIGHT : 1));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const size = { referenceRows: reference.rows.length, candidateRows: candidate.rows.length, weights };
  const choices = reference.columns.map((_, i) => pairings(reference, i, candidate, tolerance));
  let best = { ...size, matchedRows: 0, pairs: choices.map(() => undefined), weight: -1 };
  let tried = 0;
  const choose = (i, pairs, taken) => {
    if (tried >= MOST_PAIRINGS) return;
    if (i === choices.length) {
      tried += 1;
      const bound = pairedWeight(pairs, weights) / all;
      if (bound === 0 || bound <= best.weight) return;
      const matchedRows = matchRows(reference, candidate, pairs, tolerance);
      const weight = bound * ((2 * matchedRows) / (size.referenceRows + size.candidateRows));
      if (weight > best.weight) best = { ...size, matchedRows, pairs, weight };
      return;
    }
    for (const pair of choices[i]) {
      if (!taken.has(pair.column)) choose(i + 1, [...pairs, pair], new Set([...taken, pair.column]));
    }
    choose(i + 1, [...pairs, undefined], taken);
  };
  choose(0, [], new Set());
  return best;
}

/** `part` and `whole` of a comparison: the weight of the columns paired ÷ that of all, times the share of rows (Dice). */
export function shareOf({ matchedRows, referenceRows, candidateRows, weights, pairs }) {
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return { part: pairedWeight(pairs, weights) * 2 * matchedRows, whole: Math.max(1, all * (referenceRows + candidateRows)) };
}

const pairedWeight = (pairs, weights) => weights.reduce((sum, weight, i) => sum + (pairs[i] ? weight : 0), 0);

/** Whether two numbers are equal within the tolerance. */
export const close = (a, b, { relative, absolute }) => Math.abs(a - b) <= absolute + relative * Math.max(Math.abs(a), Math.abs(b));

// ── pairing columns ──

/** Columns of the candidate that could be the reference's column `i`, the likeliest first: `{ column, read }`. */
function pairings(reference, i, candidate, tolerance) {
  const wanted = reference.rows.map((row) => row[i]);
  const { kind, name } = reference.columns[i];
  return candidate.columns
    .map((column, j) => ({ ...pair(kind, wanted, column, candidate.rows.map((row) => row[j]), tolerance), column: j, name: column.name }))
    .filter(({ likeness }) => likeness > 0)
    .sort((a, b) => b.likeness + (b.name === name) - a.likeness - (a.name === name))
    .slice(0, 3);
}

function pair(kind, wanted, column, given, tolerance) {
  if (kind === 'number') {
    if (!given.every((value) => value === null || typeof value === 'number' || isNumeric(value))) return { likeness: 0 };
    const numbers = given.map((value) => (value === null ? null : Number(value)));
    const plainly = likenessOfNumbers(wanted, numbers, tolerance);
    if (plainly > 0) return { likeness: plainly, read: (value) => (value === null ? null : Number(value)) };
    const scale = powerOfTen(wanted, numbers);
    if (scale === undefined) return { likeness: 0 };
    const scaled = (value) => (value === null ? null : Number(value) * scale);
    return { likeness: likenessOfNumbers(wanted, given.map(scaled), tolerance), read: scaled };
  }
  const labels = new Set(wanted.map(label));
  const common = new Set(given.map(label).filter((value) => labels.has(value))).size;
  if (common > 0) return { likeness: (2 * common) / (labels.size + new Set(given.map(label)).size), read: label };
  return kind === 'time' && (column.kind === 'time' || given.every((value) => typeof value === 'string')) ? sameOrder(wanted, given) : { likeness: 0 };
}

/** Times that are written otherwise (`month` for `yearmonth`, "2024-03"): as many of them, in the same order. */
function sameOrder(wanted, given) {
  const sorted = (values) => [...new Set(values)].filter((value) => value !== null).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const [times, others] = [sorted(wanted), sorted(given)];
  if (times.length !== others.length || times.length < 2) return { likeness: 0 };
  const renamed = new Map(others.map((value, n) => [value, label(times[n])]));
  return { likeness: 0.5, read: (value) => renamed.get(value) ?? label(null) };
}

const label = (value) => (value === null ? '\u0000null' : String(value));
const isNumeric = (value) => typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value));

function likenessOfNumbers(wanted, given, tolerance) {
  const sorted = (values) => values.filter((value) => value !== null).sort((a, b) => a - b);
  const [a, b] = [sorted(wanted), sorted(given)];
  let common = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (close(a[i], b[j], tolerance)) {
      common += 1;
      i += 1;
      j += 1;
    } else if (a[i] < b[j]) i += 1;
    else j += 1;
  }
  if (a.length + b.length === 0) return wanted.length > 0 && given.length > 0 ? 1 : 0;
  return (2 * common) / (a.length + b.length);
}

/** The power of ten between two columns ("in thousands", per cent), if their sums are apart by one. */
function powerOfTen(wanted, given) {
  const sum = (values) => values.reduce((total, value) => total + (value ?? 0), 0);
  const ratio = sum(wanted) / sum(given);
  const exponent = Math.round(Math.log10(ratio));
  if (!Number.isFinite(exponent) || exponent === 0 || Math.abs(exponent) > 9) return undefined;
  const scale = 10 ** exponent;
  return Math.abs(ratio / scale - 1) < 1e-6 ? scale : undefined;
}

// ── matching rows ──

function matchRows(reference, candidate, pairs, tolerance) {
  const paired = pairs.flatMap((pair, i) => (pair ? [{ i, pair, number: reference.columns[i].kind === 'number' }] : []));
  const wanted = groups(reference.rows, (row) => paired.map(({ i }) => row[i]), paired);
  const given = groups(candidate.rows, (row) => paired.map(({ pair }) => pair.read(row[pair.column])), paired);
  let matched = 0;
  for (const [key, rows] of wanted) {
    const others = given.get(key);
    if (others) matched += matchNumbers(rows, others, tolerance);
  }
  return matched;
}

/** Rows by their labels and times; of each row the numbers are kept. */
function groups(rows, read, paired) {
  const found = new Map();
  for (const row of rows) {
    const values = read(row);
    const key = values.filter((_, n) => !paired[n].number).map(label).join('\u0001');
    const numbers = values.filter((_, n) => paired[n].number);
    if (found.has(key)) found.get(key).push(numbers);
    else found.set(key, [numbers]);
  }
  return found;
}

function matchNumbers(wanted, given, tolerance) {
  const rounded = (numbers) => numbers.map((value) => (value === null ? 'null' : Number(value).toPrecision(9))).join(' ');
  const counts = new Map();
  for (const numbers of given) {
    const key = rounded(numbers);
    if (counts.has(key)) counts.get(key).push(numbers);
    else counts.set(key, [numbers]);
  }
  const leftOver = wanted.filter((numbers) => !counts.get(rounded(numbers))?.pop());
  const others = [...counts.values()].flat().slice(0, MOST_LEFT_OVER);
  let matched = wanted.length - leftOver.length;
  for (const numbers of leftOver.slice(0, MOST_LEFT_OVER)) {
    const at = others.findIndex((other) => numbers.every((value, n) => (value === null ? other[n] === null : other[n] !== null && close(value, other[n], tolerance))));
    if (at >= 0) {
      others.splice(at, 1);
      matched += 1;
    }
  }
  return matched;
}
