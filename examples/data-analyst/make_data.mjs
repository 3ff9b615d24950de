// Makes the retail data set of this example: 1,200 orders of one year. `node make_data.mjs` prints the CSV text; with `--write` it puts it
// into every item of interview.json. The same numbers on every machine: they follow from a seed, not from a clock or `Math.random`.

import { readFileSync, writeFileSync } from 'node:fs';

const ORDERS = 1200;

const REGIONS = { 华东: 34, 华南: 27, 华北: 24, 西南: 15 };
const CATEGORIES = {
  家电: { weight: 10, price: 1480 }, 数码: { weight: 14, price: 1150 }, 家具: { weight: 8, price: 860 }, 服装: { weight: 20, price: 240 },
  食品: { weight: 22, price: 95 }, 美妆: { weight: 12, price: 210 }, 图书: { weight: 8, price: 62 }, 母婴: { weight: 6, price: 185 },
};
const CHANNELS = { 门店: 55, 线上: 45 };
const STATUSES = { completed: 90, cancelled: 6, returned: 4 };
/** Sales by month: a spring festival peak, a dull summer, a peak in November. */
const SEASON = [1.35, 0.8, 0.95, 0.9, 1.0, 1.15, 0.85, 0.8, 1.0, 1.05, 1.6, 1.3];
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export function retailCsv() {
  const random = generator(20240611);
  const orders = Array.from({ length: ORDERS }, () => order(random)).sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
  const lines = orders.map(({ date, region, category, channel, quantity, revenue, status }, n) =>
    [n + 1, date, region, category, channel, quantity, revenue, status].join(','));
  return ['order_id,date,region,category,channel,quantity,revenue,status', ...lines, ''].join('\n');
}

function order(random) {
  const month = pick(random, Object.fromEntries(SEASON.map((weight, n) => [n, weight])));
  const day = 1 + Math.floor(random() * DAYS[month]);
  const region = pick(random, REGIONS);
  const category = pick(random, Object.fromEntries(Object.entries(CATEGORIES).map(([name, { weight }]) => [name, weight])));
  const channel = pick(random, region === '西南' ? { 门店: 75, 线上: 25 } : CHANNELS);
  const quantity = 1 + Math.floor(random() * random() * 6);
  const price = CATEGORIES[category].price * (0.7 + 0.6 * random()) * (channel === '线上' ? 0.93 : 1);
  return {
    date: `2024-${two(Number(month) + 1)}-${two(day)}`,
    region, category, channel, quantity,
    revenue: (Math.round(price * quantity * 10) / 10).toFixed(1),
    status: pick(random, STATUSES),
  };
}

const two = (number) => String(number).padStart(2, '0');

function pick(random, weights) {
  let left = random() * Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  for (const [name, weight] of Object.entries(weights)) {
    left -= weight;
    if (left < 0) return name;
  }
  return Object.keys(weights).at(-1);
}

/** Numbers from 0 to 1: mulberry32, integer arithmetic only. */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

if (process.argv[1] === import.meta.filename) {
  if (process.argv.includes('--write')) {
    const path = new URL('interview.json', import.meta.url);
    const interview = JSON.parse(readFileSync(path, 'utf8'));
    for (const item of interview.items) item.question.config.dataset.csv = retailCsv();
    writeFileSync(path, `${JSON.stringify(interview, null, 2)}\n`);
  } else {
    process.stdout.write(retailCsv());
  }
}
