// A small evaluator in JavaScript: full marks for as many words as the config asks for. Shows a result, a refusal, a problem and a trap.
import { write } from 'touchstone:plugin/log@0.1.0';

const text = (chinese, english) => [{ lang: 'zh-CN', text: chinese }, { lang: 'en', text: english }];

let calls = 0;

export const evaluator = {
  checkConfig(question, config) {
    if (JSON.parse(config).words > 1000) {
      throw [{ pointer: '/words', message: text('太多', 'too many') }];
    }
  },

  evaluate(task) {
    calls += 1;
    if (task.answer.tag !== 'text') {
      throw { tag: 'unsupported', val: text('只接受文字答案。', 'Only a text can be scored.') };
    }
    const words = task.answer.val.split(/\s+/).filter((word) => word !== '').length;
    if (words === 0) {
      throw new Error('no word at all');
    }
    const wanted = JSON.parse(task.config).words;
    write('info', `${words} of ${wanted} words`);
    return {
      scores: [{ dimension: 'length', measure: { tag: 'value', val: Math.min(1_000_000, Math.floor((words * 1_000_000) / wanted)) } }],
      indicators: [
        { id: 'calls', label: text('调用次数', 'calls'), value: { tag: 'count', val: BigInt(calls) } },
        { id: 'random', label: text('随机数', 'random'), value: { tag: 'text', val: text('-', String(Math.random())) } },
      ],
      findings: [],
      review: undefined,
    };
  },
};
