// The log in unit tests under Node: it goes to standard error.

const line = (level) => (message) => process.stderr.write(`${level}: ${message}\n`);

export const debug = line('debug');
export const info = line('info');
export const warn = line('warn');
export const error = line('error');
