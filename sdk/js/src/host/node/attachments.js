// Attachments in unit tests under Node: there are none until a test provides them.

let provided = new Map();

/** For tests: the bytes of each attachment by its id. */
export function provide(bytesById) {
  provided = new Map(Object.entries(bytesById).map(([id, bytes]) => [Number(id), bytes]));
}

export function read(id, offset, length) {
  const bytes = provided.get(id);
  if (!bytes) throw Object.assign(new Error('unknown-attachment'), { payload: { tag: 'unknown-attachment' } });
  if (offset + length > bytes.length) throw Object.assign(new Error('out-of-range'), { payload: { tag: 'out-of-range' } });
  return bytes.slice(offset, offset + length);
}
