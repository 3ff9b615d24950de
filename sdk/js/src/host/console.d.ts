/** A candidate's output, for language runtimes. */
export function stdout(bytes: Uint8Array): void;
export function stderr(bytes: Uint8Array): void;
