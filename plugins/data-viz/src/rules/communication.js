// Design rules for words: titles, units, legends, order; the dimension `communication`. Rules have the form that encoding.js describes.

import { say } from '../say.js';
import { HUES, POSITIONS, defIn, distinctIn, explained, isDiscrete, isMeasured, textOf, writtenTitle } from './reading.js';
import { ELEMENTS } from './sources.js';

/** Fewer bars than these need no order. */
const FEW_BARS = 3;

/** About the whole chart: `check(chart, context)` gives violations that point at the spec. */
export const CHART_RULES = [
  {
    code: 'missing-chart-title',
    weight: 2,
    source: ELEMENTS,
    check(spec) {
      return textOf(spec.title)?.trim() ? [] : [violation(undefined, 'major', '图没有标题：读者不知道它说明什么。', 'the chart has no title: a reader cannot tell what it shows')];
    },
  },
];

/** About one view. */
export const VIEW_RULES = [
  {
    code: 'missing-axis-title',
    weight: 2,
    source: ELEMENTS,
    check(view) {
      const shown = explained(view).filter(({ def, channel }) => guideOf(def, channel) !== null);
      if (shown.length === 0) return undefined;
      return shown.flatMap(({ channel, def }) => {
        const title = writtenTitle(def, channel);
        if (title === undefined) return [violation(channel, 'minor', '没有写标题，只有由字段名拼成的默认文字。', 'no title was written; there is only the default made of the field\'s name')];
        if (title === null || title.trim() === '') {
          return POSITIONS.includes(channel) && !isMeasured(view, channel) ? [] : [violation(channel, 'major', '这里的数值没有标题。', 'the values here have no title')];
        }
        return [];
      });
    },
  },
  {
    code: 'missing-unit',
    weight: 2,
    source: ELEMENTS,
    check(view, { columnOf, chartTitle }) {
      const counted = ['count', 'distinct', 'valid', 'missing'];
      const angles = ['theta', 'radius'].flatMap((channel) => (defIn(view, channel) ? [{ channel, def: defIn(view, channel) }] : []));
      const shown = [...explained(view), ...angles].filter(({ channel, def }) => isMeasured(view, channel) && !counted.includes(def.aggregate) && columnOf(def)?.unit);
      if (shown.length === 0) return undefined;
      return shown.filter(({ channel, def }) => {
        const { unit } = columnOf(def);
        const guide = guideOf(def, channel) ?? {};
        const words = [writtenTitle(def, channel), chartTitle, guide.labelExpr, guide.format, def.format].filter((text) => typeof text === 'string').join(' ').toLowerCase();
        return !unit.some((name) => words.includes(name.toLowerCase()));
      }).map(({ channel, def }) => {
        const [name] = columnOf(def).unit;
        return violation(channel, 'major', `没有写单位（${name}）。`, `the unit (${name}) is not given`);
      });
    },
  },
  {
    code: 'missing-legend',
    weight: 2,
    source: ELEMENTS,
    check(view) {
      const coloured = [...HUES, 'shape', 'size'].filter((channel) => defIn(view, channel) && distinctIn(view, channel) > 1);
      if (coloured.length === 0) return undefined;
      const told = (channel) => ['x', 'y', 'xOffset', 'yOffset', 'text', 'row', 'column', 'facet'].some((other) =>
        view.columns.some((column) => column.channels.includes(channel) && column.channels.includes(other)));
      return coloured.filter((channel) => defIn(view, channel).legend === null && !told(channel)).map((channel) =>
        violation(channel, 'major', '去掉了图例，也没有别处说明颜色、形状或大小的含义。', 'the legend is off, and nothing else says what the channel means'));
    },
  },
  {
    code: 'bars-without-order',
    weight: 1,
    source: 'Cleveland 1985, The Elements of Graphing Data, ch. 3 (dot plots)',
    check(view) {
      if (view.mark.type !== 'bar') return undefined;
      const named = POSITIONS.filter((channel) => defIn(view, channel)?.type !== 'ordinal' && isDiscrete(view, channel) && distinctIn(view, channel) > FEW_BARS);
      const other = { x: 'y', y: 'x' };
      const bars = named.filter((channel) => isMeasured(view, other[channel]));
      if (bars.length === 0) return undefined;
      return bars.filter((channel) => defIn(view, channel).sort === undefined).map((channel) =>
        violation(channel, 'minor', '柱按名称排列：按数值排序更容易比较。', 'the bars stand in the order of their names: sorted by value they are easier to compare'));
    },
  },
];

const guideOf = (def, channel) => (POSITIONS.includes(channel) ? def.axis : def.legend);

const violation = (channel, severity, zh, en) => ({ channel, severity, message: say(zh, en) });
