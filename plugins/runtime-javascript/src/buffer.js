// Node's `Buffer` in small: bytes with `toString` and the usual ways to make them.

import { charFrom, codeAt, isArray, min, numberText, push, slice, textOf, utf8 } from './intrinsics.js';

const toBase64 = btoa;
const fromBase64 = atob;

export class Buffer extends Uint8Array {
  static from(value, encoding, length) {
    if (typeof value === 'string') return bufferOf(encoded(value, encoding));
    if (value instanceof ArrayBuffer) return new Buffer(value, encoding ?? 0, length);
    if (isArray(value) || value instanceof Uint8Array) return bufferOf(value);
    throw new TypeError('The first argument must be of type string or an instance of Buffer, ArrayBuffer, or Array.');
  }

  static alloc(size, fill = 0) {
    const buffer = new Buffer(size);
    return fill === 0 ? buffer : buffer.fill(typeof fill === 'string' ? codeAt(fill, 0) : fill);
  }

  static allocUnsafe(size) {
    return new Buffer(size);
  }

  static isBuffer(value) {
    return value instanceof Buffer;
  }

  static byteLength(value, encoding) {
    return typeof value === 'string' ? encoded(value, encoding).length : value.byteLength;
  }

  static concat(list) {
    let size = 0;
    for (let index = 0; index < list.length; index += 1) size += list[index].length;
    const result = new Buffer(size);
    let at = 0;
    for (let index = 0; index < list.length; index += 1) {
      result.set(list[index], at);
      at += list[index].length;
    }
    return result;
  }

  toString(encoding = 'utf8', start = 0, end = this.length) {
    return decoded(start === 0 && end >= this.length ? this : super.subarray(start, end), encoding);
  }

  slice(start, end) {
    return super.subarray(start, end);
  }

  equals(other) {
    if (this.length !== other.length) return false;
    for (let index = 0; index < this.length; index += 1) if (this[index] !== other[index]) return false;
    return true;
  }

  toJSON() {
    const data = [];
    for (let index = 0; index < this.length; index += 1) push(data, this[index]);
    return { type: 'Buffer', data };
  }

  [Symbol.for('nodejs.util.inspect.custom')]() {
    let text = '<Buffer';
    for (let index = 0; index < min(50, this.length); index += 1) text += ` ${slice(`0${numberText(this[index], 16)}`, -2)}`;
    return this.length > 50 ? `${text} ... ${this.length - 50} more bytes>` : `${text}>`;
  }
}

function bufferOf(bytes) {
  const buffer = new Buffer(bytes.length);
  buffer.set(bytes);
  return buffer;
}

function encoded(text, encoding = 'utf8') {
  switch (`${encoding}`) {
    case 'utf8': case 'utf-8': case 'UTF-8': return utf8(text);
    case 'latin1': case 'binary': case 'ascii': return bytesOf(text);
    case 'base64': return bytesOf(fromBase64(text));
    case 'hex': {
      const bytes = [];
      for (let index = 0; index + 1 < text.length; index += 2) push(bytes, parseInt(slice(text, index, index + 2), 16));
      return bytes;
    }
    default: throw new TypeError(`Unknown encoding: ${encoding}`);
  }
}

function bytesOf(text) {
  const bytes = [];
  for (let index = 0; index < text.length; index += 1) push(bytes, codeAt(text, index) & 0xff);
  return bytes;
}

/** Bytes as text in one of Node's encodings. */
export function decoded(bytes, encoding) {
  switch (`${encoding}`) {
    case 'utf8': case 'utf-8': case 'UTF-8': return textOf(bytes);
    case 'latin1': case 'binary': case 'ascii': return binaryText(bytes);
    case 'base64': return toBase64(binaryText(bytes));
    case 'hex': {
      let text = '';
      for (let index = 0; index < bytes.length; index += 1) text += slice(`0${numberText(bytes[index], 16)}`, -2);
      return text;
    }
    default: throw new TypeError(`Unknown encoding: ${encoding}`);
  }
}

function binaryText(bytes) {
  let text = '';
  for (let index = 0; index < bytes.length; index += 1) text += charFrom(bytes[index]);
  return text;
}
