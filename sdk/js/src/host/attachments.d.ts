/** `length` bytes of the attachment `id` from `offset`. Throws an error whose `payload` says why not. */
export function read(id: number, offset: number, length: number): Uint8Array;
