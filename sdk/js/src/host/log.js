// Lines for the plugin's author and the administrator. The host caps them; what goes over is dropped and counted.

import { write } from 'touchstone:plugin/log@0.1.0';

export const debug = (message) => write('debug', String(message));
export const info = (message) => write('info', String(message));
export const warn = (message) => write('warn', String(message));
export const error = (message) => write('error', String(message));
