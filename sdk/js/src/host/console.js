// A candidate's output, for language runtimes. The byte that goes over the limit stops the program.

import { write } from 'touchstone:plugin/console@0.1.0';

export const stdout = (bytes) => write('stdout', bytes);
export const stderr = (bytes) => write('stderr', bytes);
