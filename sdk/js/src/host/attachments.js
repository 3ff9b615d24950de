// What the candidate uploaded for this item. Needs the capability `attachments`.

import { read as readBytes } from 'touchstone:plugin/attachments@0.1.0';

/** `length` bytes of the attachment `id` from `offset`, as a Uint8Array. Throws an error whose `payload` says why not. */
export const read = (id, offset, length) => readBytes(id, BigInt(offset), length);
