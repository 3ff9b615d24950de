// What the candidate sent, from the contract's form to plain values. Whether it is any good is the evaluator's business.

import { numberFromWire } from './wire.js';

/** `{ kind: 'structured', value }` and its like, as in an answer's JSON; see `Answer` in index.d.ts. */
export function answerFromWire({ tag, val }) {
  switch (tag) {
    case 'omitted':
      return { kind: 'omitted' };
    case 'text':
      return { kind: 'text', text: val };
    case 'choices':
      return { kind: 'choices', choices: val };
    case 'program':
      return { kind: 'program', program: val };
    case 'events':
      return { kind: 'events', events: val.map(eventFromWire) };
    case 'files':
      return { kind: 'files', files: val.map((file) => ({ ...file, bytes: numberFromWire(file.bytes) })) };
    case 'structured':
      return { kind: 'structured', value: JSON.parse(val) };
    default:
      throw new TypeError(`the host sent an answer of the kind ${tag}, which this SDK does not know`);
  }
}

function eventFromWire({ receivedMs, clientMs, name, detail }) {
  return { receivedMs: numberFromWire(receivedMs), clientMs: numberFromWire(clientMs), name, detail: JSON.parse(detail) };
}
