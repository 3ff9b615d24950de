// The encoded data of a view as a table: one row per item drawn, one column per field that a channel shows. Compares nothing.

/** `{ columns: [{ name, field, channels, kind }], rows }`, the columns by name; kinds are `number`, `time` (milliseconds, UTC) and `label`. */
export function encodedTable(view) {
  const columns = view.columns.map((column) => ({
    name: column.key.inside === undefined ? column.key.field : `${column.key.field}.${column.key.inside}`,
    field: column.def.field ?? null,
    channels: column.channels,
    kind: kindOf(column),
    values: column.values.map((value) => value ?? null),
  }));
  columns.sort((a, b) => (a.name < b.name ? -1 : 1));
  const rows = Array.from({ length: view.count }, (_, n) => columns.map((column) => asKind(column.values[n], column.kind)));
  return { columns: columns.map(({ values: _, ...column }) => column), rows };
}

/** The table's rows in an order of their own, so that equal tables read the same. */
export function sortedRows(table) {
  return [...table.rows].map((row) => [JSON.stringify(row), row]).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, row]) => row);
}

function kindOf({ def, type, channels, values }) {
  const numbers = values.every((value) => value === null || value === undefined || typeof value === 'number');
  if (numbers && (type === 'temporal' || def.timeUnit)) return 'time';
  const measured = type === 'quantitative' || channels.some((channel) => /2$|Error/.test(channel));
  return numbers && measured ? 'number' : 'label';
}

// Lists and objects are no values that a chart shows; their parts may be without end.
const asKind = (value, kind) => (kind === 'label' && value !== null && typeof value === 'object' ? `${Array.isArray(value) ? value.length : 'no'} values` : value);
