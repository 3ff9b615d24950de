// JSON pointers into the candidate's spec for what a view shows: the channel where it is written, which may be a layer's shared encoding.

import { pointer as pointerOf } from '@touchstone/sdk';

/** The pointer of `channel` as it stands in `spec` for the view at `viewPointer`; the view's own when it is written nowhere. */
export function channelPointer(spec, viewPointer, channel) {
  const parts = viewPointer.split('/').slice(1);
  for (let depth = parts.length; depth >= 0; depth -= 1) {
    const view = parts.slice(0, depth).reduce((value, part) => value?.[part], spec);
    const at = parts.slice(0, depth).map((part) => `/${part}`).join('');
    if (view?.encoding?.[channel] !== undefined) return `${at}/encoding${pointerOf(channel)}`;
    if (view?.facet && ['row', 'column', 'facet'].includes(channel)) return `${at}/facet${view.facet[channel] ? `/${channel}` : ''}`;
  }
  return viewPointer;
}

/** The pointer of a view's mark. */
export const markPointer = (viewPointer) => `${viewPointer}/mark`;
