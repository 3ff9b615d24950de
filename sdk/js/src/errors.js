// What a module says when something is wrong: problems that point into a config, an action or an answer, and refusals to score.
// Any other error that is thrown is a bug of the plugin: it is written to the log, and the call fails.

import { checkMessage } from './text.js';

/** Where a config, an action or an answer is wrong, and what to do about it. Returned in a list, or thrown. */
export class Problem extends Error {
  /** `pointer` is a JSON pointer (RFC 6901), empty for the whole; `text` a message such as `{ 'zh-CN': '…', en: '…' }`. */
  constructor(pointer, text) {
    checkMessage(text, 'the problem');
    super(`${pointer || 'the whole'}: ${text.en ?? Object.values(text)[0]}`);
    this.pointer = pointer;
    this.text = text;
  }
}

/** The answer cannot be scored; the total is withheld, never 0. Thrown by `evaluate`. A poor answer is no refusal. */
export class Refusal extends Error {
  /** `reason` is `malformed-answer` or `unsupported`. */
  constructor(reason, text) {
    checkMessage(text, 'the refusal');
    super(`${reason}: ${text.en ?? Object.values(text)[0]}`);
    this.reason = reason;
    this.text = text;
  }
}

/** The answer does not have the shape that the question asks for. */
export const malformedAnswer = (text) => new Refusal('malformed-answer', text);

/** The answer uses what this evaluator does not know. */
export const unsupported = (text) => new Refusal('unsupported', text);
