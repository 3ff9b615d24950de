// Messages in several languages (`{ 'zh-CN': '…', en: '…' }`, the default first) and JSON pointers. Translates nothing.

/** The text in `locale` (BCP 47), else in another variety of that language, else in Chinese, English, or whatever there is. */
export function textIn(message, locale) {
  const language = (tag) => tag.split('-')[0].toLowerCase();
  const similar = Object.keys(message).find((tag) => language(tag) === language(locale));
  return message[locale] ?? message[similar] ?? message['zh-CN'] ?? message.en ?? Object.values(message)[0] ?? '';
}

/** A JSON pointer (RFC 6901) of these parts: `pointer('layer', 0, 'a/b')` is `/layer/0/a~1b`. */
export function pointer(...parts) {
  return parts.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

export function checkMessage(message, where) {
  const texts = message && typeof message === 'object' && !Array.isArray(message) ? Object.values(message) : [];
  if (texts.length === 0 || texts.some((text) => typeof text !== 'string')) {
    throw new TypeError(`${where} needs a message such as { 'zh-CN': '…', en: '…' }, not ${JSON.stringify(message)}`);
  }
}

/** The contract's form of a message. */
export function messageToWire(message, where) {
  checkMessage(message, where);
  return Object.entries(message).map(([lang, text]) => ({ lang, text }));
}
