// The console in unit tests under Node: the process's own streams.

export const stdout = (bytes) => void process.stdout.write(bytes);
export const stderr = (bytes) => void process.stderr.write(bytes);
