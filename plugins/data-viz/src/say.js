// Small helpers for the messages of this plugin. No message itself is here.

/** A message in both languages. */
export const say = (zh, en) => ({ 'zh-CN': zh, en });

/** Names for a Chinese sentence. */
export const listZh = (names) => names.map((name) => `\`${name}\``).join('、');

/** Names for an English sentence. */
export const listEn = (names) => names.map((name) => `\`${name}\``).join(', ');

/** The name in `names` that differs from `name` by the fewest letters, if few do. */
export function nearest(name, names) {
  const distances = names.map((other) => ({ other, distance: distance(name.toLowerCase(), other.toLowerCase()) }));
  const [best] = distances.sort((a, b) => a.distance - b.distance);
  return best && best.distance <= Math.max(1, Math.floor(name.length / 3)) ? best.other : undefined;
}

function distance(a, b) {
  if (Math.abs(a.length - b.length) > 8 || a.length > 64) return Infinity;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length];
}
