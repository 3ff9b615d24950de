// The SDK's front door: what a plugin's module imports. The host's functions are doors of their own (`@touchstone/sdk/log`, `/code`,
// `/attachments`, `/console`), because a component may only import what its manifest declares.

export { defineEvaluator } from './evaluator.js';
export { ProgramError, defineLanguageRuntime } from './language-runtime.js';
export { defineQuestionType } from './question-type.js';
export { FULL_MARKS, share } from './millionths.js';
export { Problem, Refusal, malformedAnswer, unsupported } from './errors.js';
export { pointer, textIn } from './text.js';
export { seededRandom } from './random.js';
