// Design rules for marks and channels; the dimension `visual-encoding`. A rule looks at one drawn view and says whether it applies there and
// what speaks against it: `check(view, context)` gives undefined (does not apply) or a list of violations `{ channel, severity, message }`.
// Marks without a channel point at the view's mark. Weighs nothing: scoring.js does.

import { isBinning } from '../fields.js';
import { listEn, listZh, say } from '../say.js';
import { HUES, POSITIONS, defIn, distinctIn, isDiscrete, isMeasured, isRanged, typeIn, valuesIn } from './reading.js';
import { GRAPHICAL_PERCEPTION, SCATTERPLOT, draco } from './sources.js';

const MOST_HUES = 10;
const MOST_SLICES = 6;
const MOST_SHAPES = 8;
const MOST_ORDINAL = 30;
const MOST_ON_X = 50;
const MOST_COLUMNS = 5;
/** Items whose centres share a square of so many pixels cover each other. */
const COVER_PX = 3;

export const ENCODING_RULES = [
  {
    code: 'bar-baseline-not-zero',
    weight: 3,
    source: `${draco('bar_area_without_zero')}; ${GRAPHICAL_PERCEPTION} (length)`,
    check(view) {
      if (!['bar', 'area'].includes(view.mark.type)) return undefined;
      const measured = POSITIONS.filter((channel) => isMeasured(view, channel) && !isRanged(view, channel) && view.scales[channel]);
      if (measured.length === 0) return undefined;
      return measured.filter((channel) => !holdsZero(view.scales[channel])).map((channel) => ({
        channel,
        severity: 'critical',
        message: say('柱与面积的长度须从零开始，否则长短之比是错的。', 'bars and areas have to start at zero, or their lengths say something false'),
      }));
    },
  },
  {
    code: 'log-scale-for-bar',
    weight: 2,
    source: draco('area_bar_with_log'),
    check(view) {
      if (!['bar', 'area'].includes(view.mark.type)) return undefined;
      const logs = POSITIONS.filter((channel) => isMeasured(view, channel) && ['log', 'symlog'].includes(view.scales[channel]?.type));
      return logs.map((channel) => violation(channel, 'major', '对数刻度没有零点，柱与面积的长度没有意义。', 'a log scale has no zero, so the length of a bar or area means nothing'));
    },
  },
  {
    code: 'too-many-hues',
    weight: 2,
    source: draco('high_cardinality_categorical_grt10'),
    check(view) {
      const named = HUES.filter((channel) => isDiscrete(view, channel));
      if (named.length === 0) return undefined;
      return named.filter((channel) => distinctIn(view, channel) > MOST_HUES).map((channel) =>
        violation(channel, 'major', `${distinctIn(view, channel)} 种颜色难以分辨：最多 ${MOST_HUES} 种。`, `${distinctIn(view, channel)} hues cannot be told apart: ${MOST_HUES} at most`));
    },
  },
  {
    code: 'too-many-slices',
    weight: 2,
    source: `${GRAPHICAL_PERCEPTION} (angle)`,
    check(view) {
      if (view.mark.type !== 'arc') return undefined;
      return view.count <= MOST_SLICES ? [] : [
        violation(undefined, 'major', `${view.count} 个扇区难以比较：最多 ${MOST_SLICES} 个，或改用柱状图。`, `${view.count} slices cannot be compared: ${MOST_SLICES} at most, or use bars`),
      ];
    },
  },
  {
    code: 'negative-slice-or-size',
    weight: 2,
    source: draco('size_negative'),
    check(view) {
      const channels = ['theta', 'radius', 'size'].filter((channel) => isMeasured(view, channel));
      if (channels.length === 0) return undefined;
      return channels.filter((channel) => valuesIn(view, channel).some((value) => value < 0)).map((channel) =>
        violation(channel, 'major', '负值不能用角度或大小表示。', 'angle and size cannot show negative values'));
    },
  },
  {
    code: 'too-many-shapes',
    weight: 1,
    source: draco('high_cardinality_shape'),
    check(view) {
      if (!defIn(view, 'shape')) return undefined;
      return distinctIn(view, 'shape') <= MOST_SHAPES ? [] : [
        violation('shape', 'major', `${distinctIn(view, 'shape')} 种形状难以分辨：最多 ${MOST_SHAPES} 种。`, `${distinctIn(view, 'shape')} shapes cannot be told apart: ${MOST_SHAPES} at most`),
      ];
    },
  },
  {
    code: 'too-many-names-on-axis',
    weight: 1,
    source: `${draco('horizontal_scrolling_x')}, ${draco('high_cardinality_ordinal')}`,
    check(view) {
      const named = POSITIONS.filter((channel) => isDiscrete(view, channel));
      if (named.length === 0) return undefined;
      const most = (channel) => (channel === 'x' ? MOST_ON_X : typeIn(view, channel) === 'ordinal' ? MOST_ORDINAL : MOST_ON_X);
      return named.filter((channel) => distinctIn(view, channel) > most(channel)).map((channel) =>
        violation(channel, 'minor', `轴上有 ${distinctIn(view, channel)} 个名称，读不过来。`, `${distinctIn(view, channel)} names on an axis are too many to read`));
    },
  },
  {
    code: 'too-many-columns',
    weight: 1,
    source: draco('horizontal_scrolling_col'),
    check(view) {
      const column = view.facets.find(({ channel }) => channel === 'column');
      if (!column) return undefined;
      return distinctIn(view, 'column') <= MOST_COLUMNS ? [] : [
        violation('column', 'minor', `${distinctIn(view, 'column')} 列小图排不下：最多 ${MOST_COLUMNS} 列。`, `${distinctIn(view, 'column')} columns do not fit side by side: ${MOST_COLUMNS} at most`),
      ];
    },
  },
  {
    code: 'scale-not-for-data',
    weight: 2,
    source: `${draco('scale_type_data_type')}, ${draco('number_categorical')}`,
    check(view, { columnOf }) {
      const shown = [...POSITIONS, ...HUES, 'size'].flatMap((channel) => {
        const def = defIn(view, channel);
        const column = def && columnOf(def);
        return column ? [{ channel, def, column }] : [];
      });
      if (shown.length === 0) return undefined;
      return shown.flatMap(({ channel, def, column }) => {
        const type = typeIn(view, channel);
        const counts = ['count', 'distinct', 'valid', 'missing'].includes(def.aggregate);
        if (type === 'quantitative' && !counts && ['text', 'boolean'].includes(column.type)) {
          return [violation(channel, 'major', `\`${column.name}\` 是名称，不能用连续刻度。`, `\`${column.name}\` holds names: a continuous scale does not suit it`)];
        }
        const many = new Set(valuesIn(view, channel)).size > 20;
        if (['nominal', 'ordinal'].includes(type) && column.type === 'number' && !def.aggregate && many) {
          return [violation(channel, 'major', `\`${column.name}\` 是数值，不能当作名称。`, `\`${column.name}\` holds numbers: names do not suit it`)];
        }
        if (['nominal', 'ordinal'].includes(type) && ['sum', 'mean', 'average', 'median', 'count'].includes(def.aggregate)) {
          return [violation(channel, 'major', '汇总得到的数值应当用连续刻度。', 'an aggregate is a number: it needs a continuous scale')];
        }
        return [];
      });
    },
  },
  {
    code: 'aggregate-not-for-data',
    weight: 2,
    source: `${draco('aggregate_num_valid')}, ${draco('aggregate_t_valid')}`,
    check(view, { columnOf }) {
      const aggregated = view.columns.filter(({ def }) => typeof def.aggregate === 'string' && def.aggregate !== 'count' && columnOf(def));
      if (aggregated.length === 0) return undefined;
      const allowed = { date: ['min', 'max'], text: [], boolean: ['sum', 'mean', 'average'] };
      const always = ['count', 'distinct', 'valid', 'missing', 'argmin', 'argmax', 'values'];
      return aggregated.filter(({ def }) => {
        const list = allowed[columnOf(def).type];
        return list && !list.includes(def.aggregate) && !always.includes(def.aggregate);
      }).map(({ def, channels }) =>
        violation(channels[0], 'major', `\`${def.field}\` 不是数值，不能求 \`${def.aggregate}\`。`, `\`${def.field}\` holds no numbers: its \`${def.aggregate}\` means nothing`));
    },
  },
  {
    code: 'mark-not-for-data',
    weight: 2,
    source: `${draco('bar_tick_continuous_x_y')}, ${draco('bar_tick_area_line_without_continuous_x_y')}, ${draco('line_area_without_x_y')}, ${draco('point_tick_bar_without_x_or_y')}, ${draco('text_mark_without_text_channel')}`,
    check(view) {
      const { type } = view.mark;
      const has = (channel) => view.encoding[channel] !== undefined && view.encoding[channel] !== null;
      const [x, y] = POSITIONS.map((channel) => defIn(view, channel));
      const names = POSITIONS.filter((channel) => isDiscrete(view, channel) || isBinning(defIn(view, channel)?.bin));
      if (['bar', 'tick'].includes(type) && POSITIONS.every((channel) => isMeasured(view, channel)) && !isRanged(view, 'x') && !isRanged(view, 'y')) {
        return [violation(undefined, 'major', '横纵两轴都是连续数值，柱没有可依附的类别：请用点。', 'both axes are continuous, so a bar stands for nothing: use points')];
      }
      if (['bar', 'tick', 'line', 'area'].includes(type) && x && y && names.length === 2) {
        return [violation(undefined, 'major', '两轴都是类别，没有可比较的长度或走向。', 'both axes hold names, so there is no length or slope to read')];
      }
      if (['line', 'area'].includes(type) && !(has('x') && has('y'))) {
        return [violation(undefined, 'major', '线和面积需要横纵两轴。', 'a line or area needs both axes')];
      }
      if (['point', 'tick', 'bar', 'circle', 'square'].includes(type) && !has('x') && !has('y')) {
        return [violation(undefined, 'major', '这种图形至少需要一个轴。', 'this mark needs an axis at least')];
      }
      if (type === 'text' && !has('text') && view.mark.text === undefined) {
        return [violation(undefined, 'major', '文字图形需要 `text` 通道。', 'a text mark needs the channel `text`')];
      }
      return ['rule', 'errorbar', 'errorband'].includes(type) ? undefined : [];
    },
  },
  {
    code: 'line-over-names',
    weight: 2,
    source: draco('c_d_line'),
    check(view, { columnOf }) {
      if (!['line', 'area', 'trail'].includes(view.mark.type)) return undefined;
      return POSITIONS.filter((channel) => typeIn(view, channel) === 'nominal' && columnOf(defIn(view, channel))?.type !== 'date').map((channel) =>
        violation(channel, 'major', '没有先后次序的类别之间不应连线：请用柱或点。', 'names without an order should not be joined by a line: use bars or points'));
    },
  },
  {
    code: 'time-not-on-x',
    weight: 1,
    source: draco('date_not_x'),
    check(view) {
      if (!['line', 'area', 'trail', 'bar'].includes(view.mark.type)) return undefined;
      const times = POSITIONS.filter((channel) => typeIn(view, channel) === 'temporal');
      if (times.length === 0) return undefined;
      return times.includes('x') ? [] : [violation('y', 'minor', '时间应放在横轴。', 'time belongs on the x axis')];
    },
  },
  {
    code: 'same-field-on-both-axes',
    weight: 2,
    source: draco('same_field_x_and_y'),
    check(view) {
      const [x, y] = POSITIONS.map((channel) => defIn(view, channel));
      if (!x?.field || !y?.field) return undefined;
      return x.field === y.field && !x.aggregate === !y.aggregate ? [violation('y', 'major', `横纵两轴都是 \`${x.field}\`。`, `both axes show \`${x.field}\``)] : [];
    },
  },
  {
    code: 'size-scale-without-zero',
    weight: 1,
    source: draco('size_not_zero'),
    check(view) {
      if (!isMeasured(view, 'size') || !view.scales.size) return undefined;
      return holdsZero(view.scales.size) ? [] : [violation('size', 'minor', '面积的刻度应含零点。', 'a scale of sizes should contain zero')];
    },
  },
  {
    code: 'less-accurate-channel',
    weight: 3,
    source: `${GRAPHICAL_PERCEPTION} (ranking of elementary tasks)`,
    check(view, { pairedChannels }) {
      const pairs = pairedChannels(view);
      if (pairs.length === 0) return undefined;
      return pairs.filter(({ reference, candidate }) => rank(candidate) > rank(reference)).map(({ reference, candidate, name }) => {
        const [best] = [...candidate].sort((a, b) => RANKS[a] - RANKS[b]);
        const far = rank(candidate) - rank(reference) > 1;
        return violation(best, far ? 'major' : 'minor',
          `\`${name}\` 用 ${listZh(candidate)} 表示，读数不如 ${listZh(reference)} 准确。`,
          `\`${name}\` is shown by ${listEn(candidate)}, which is read less accurately than ${listEn(reference)}`);
      });
    },
  },
  {
    code: 'dual-axis',
    weight: 2,
    source: draco('view_scale_conflict'),
    check(view) {
      const layered = view.parents.find((parent) => parent.layer);
      if (!layered) return undefined;
      const own = POSITIONS.filter((channel) => layered.resolve?.scale?.[channel] === 'independent' && defIn(view, channel));
      return own.map((channel) => violation(channel, 'major', '同一张图有两套刻度，线的高低不能比较。', 'two scales on one axis: heights cannot be compared'));
    },
  },
  {
    code: 'stacked-without-sum',
    weight: 2,
    source: 'Draco 1: stack_without_summative_agg',
    check(view) {
      if (!['bar', 'area'].includes(view.mark.type) || !HUES.some((channel) => defIn(view, channel))) return undefined;
      const stacked = POSITIONS.filter((channel) => isMeasured(view, channel) && defIn(view, channel).stack !== null && defIn(view, channel).stack !== false);
      const offset = view.encoding.xOffset || view.encoding.yOffset;
      if (stacked.length === 0 || offset) return undefined;
      const sums = ['sum', 'count', 'distinct', 'valid', 'missing'];
      return stacked.filter((channel) => defIn(view, channel).aggregate && !sums.includes(defIn(view, channel).aggregate)).map((channel) =>
        violation(channel, 'major', `堆叠 \`${defIn(view, channel).aggregate}\` 没有意义：只有总和与计数可以相加。`, `stacking a \`${defIn(view, channel).aggregate}\` means nothing: only sums and counts add up`));
    },
  },
  {
    code: 'overplotting',
    weight: 2,
    source: `${SCATTERPLOT}; ${draco('x_y_raw')}`,
    check(view) {
      if (!['point', 'circle', 'square', 'tick', 'text'].includes(view.mark.type)) return undefined;
      const placed = view.items.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
      if (placed.length < 20) return [];
      const squares = new Set(placed.map(({ x, y, cell }) => `${cell} ${Math.floor(x / COVER_PX)} ${Math.floor(y / COVER_PX)}`));
      const covered = 1 - squares.size / placed.length;
      const seeThrough = placed.every(({ opacity }) => opacity !== undefined && opacity <= 0.4);
      if (covered <= 0.25 || (seeThrough && covered <= 0.6)) return [];
      const percent = Math.round(covered * 100);
      return [violation(undefined, covered > 0.5 ? 'major' : 'minor', `${percent} % 的点被别的点盖住：请汇总、分箱或调透明度。`, `${percent} % of the points are covered by others: aggregate, bin, or make them see-through`)];
    },
  },
];

const violation = (channel, severity, zh, en) => ({ channel, severity, message: say(zh, en) });

function holdsZero({ type, domain }) {
  if (['log', 'time', 'utc'].includes(type)) return type !== 'log';
  const [low, high] = [Math.min(...domain), Math.max(...domain)];
  return low <= 0 && high >= 0;
}

// Cleveland & McGill 1984, p. 536: position, length, direction and angle, area, volume and curvature, shading and colour saturation.
const RANKS = { x: 1, y: 1, x2: 1, y2: 1, latitude: 1, longitude: 1, theta: 3, angle: 3, radius: 3, size: 4, strokeWidth: 4, color: 6, fill: 6, stroke: 6, opacity: 6 };
const rank = (channels) => Math.min(...channels.map((channel) => RANKS[channel] ?? 7));
