// Running programs in unit tests under Node: nothing runs until a test says what does.

let runner;

/** For tests: `run(program, inputs, limits, options)` answers with reports; `languages` is what it can run. */
export function provide(provided) {
  runner = provided;
}

export const languages = () => runner?.languages ?? [];

export function run(...args) {
  if (!runner) throw new Error('no code runs in this test: give one with `provide({ languages, run })`');
  return runner.run(...args);
}
