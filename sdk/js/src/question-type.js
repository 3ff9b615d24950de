// Makes the export `questionType` of a plain object. Knows the contract's forms, not what is asked.

import { answerFromWire } from './answer.js';
import { call, listing, numberFromWire, toJson } from './wire.js';

/** `export const questionType = defineQuestionType({ present, interact, checkAnswer, checkConfig })`; all but `present` may be left out. */
export function defineQuestionType({ checkConfig, present, interact, checkAnswer }) {
  if (typeof present !== 'function') throw new TypeError('defineQuestionType needs a function `present`');
  return {
    checkConfig: (config) => call('questionType.checkConfig', () => listing(() => checkConfig?.(JSON.parse(config)))),
    present: (config, locale, seed) =>
      call('questionType.present', () => toJson(present(JSON.parse(config), locale, seed), 'what `present` returns')),
    interact: (config, seed, state, action, nowMs) =>
      call('questionType.interact', () => {
        if (!interact) throw new TypeError('this question type has no `interact`');
        const step = interact(JSON.parse(config), seed, JSON.parse(state), JSON.parse(action), numberFromWire(nowMs));
        return { state: toJson(step.state, '`state`'), view: toJson(step.view, '`view`') };
      }),
    checkAnswer: (config, seed, answer) =>
      call('questionType.checkAnswer', () => listing(() => checkAnswer?.(JSON.parse(config), seed, answerFromWire(answer)))),
  };
}
