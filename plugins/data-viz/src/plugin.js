// The plugin's exports. The libraries are loaded here, when the component is built.

import { defineEvaluator, defineQuestionType } from '@touchstone/sdk';

import { evaluator as chartEvaluator } from './evaluator.js';
import { questionType as chartQuestion } from './question.js';

export const questionType = defineQuestionType(chartQuestion);
export const evaluator = defineEvaluator(chartEvaluator);
