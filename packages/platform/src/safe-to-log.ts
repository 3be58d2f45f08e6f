/** What a line is made of may hold anything; what is written holds no secret and nothing that a person wrote or is called. */
export function safeToLog(fields: object): Record<string, unknown> {
  return record(fields, 0);
}

/** Where a secret is, whatever is around its name. */
const SECRET =
  /authorization|cookie|secret|token|passw|passphrase|credential|signature|(?:api|admin|routing|private|idempotency)[-_]?key/i;
/** Fields of keys, tickets, messages and people. */
const PRIVATE: ReadonlySet<string> = new Set([
  'key',
  'name',
  'email',
  'mail',
  'phone',
  'requester',
  'customer',
  'participants',
  'author',
  'subject',
  'title',
  'description',
  'body',
  'text',
  'content',
  'note',
  'comment',
  'fields',
]);
const HIDDEN = '[redacted]';
const DEPTH = 6;
const ITEMS = 50;
const LONGEST = 4_000;

function record(value: object, depth: number): Record<string, unknown> {
  const safe: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(value).slice(0, ITEMS)) {
    safe[name] = SECRET.test(name) || PRIVATE.has(name.toLowerCase()) ? HIDDEN : safeValue(one, depth + 1);
  }
  return safe;
}

function safeValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return safeText(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? undefined : value;
  if (depth > DEPTH) return '[deep]';
  if (value instanceof Error) return safeError(value, depth);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (Array.isArray(value)) return value.slice(0, ITEMS).map((one) => safeValue(one, depth + 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  // Requests, connections, documents: what they hold was made for something else than a log.
  if (prototype !== Object.prototype && prototype !== null) return `[${value.constructor.name}]`;
  return record(value, depth);
}

/** Facts of an error that are of few values. Drivers add commands, documents, addresses and answers, which are not. */
const FACTS = ['code', 'codeName', 'errno', 'syscall', 'status', 'failure'] as const;

function safeError(error: Error, depth: number): Record<string, unknown> {
  const facts: Record<string, unknown> = {};
  for (const name of FACTS) {
    const value: unknown = name in error ? Reflect.get(error, name) : undefined;
    if (typeof value === 'number') facts[name] = value;
    if (typeof value === 'string') facts[name] = safeText(value);
  }
  const causes = error instanceof AggregateError ? error.errors.slice(0, 3) : [];
  return {
    type: error.name,
    message: safeText(error.message),
    ...facts,
    stack: frames(error),
    ...(error.cause instanceof Error && { cause: safeValue(error.cause, depth + 1) }),
    ...(causes.length > 0 && { errors: causes.map((one) => safeValue(one, depth + 1)) }),
  };
}

/** The calls of a stack, without the message that stands before them. */
function frames({ stack = '', message }: Error): string {
  const at = stack.indexOf(message);
  return stack
    .slice(at === -1 ? 0 : at + message.length)
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 20)
    .join('\n');
}

/** A text without what drivers and parsers quote, without keys and without e-mail addresses; of a URL, where it goes. */
export function safeText(text: string): string {
  let safe = text.length > LONGEST ? `${text.slice(0, LONGEST)}[cut]` : text;
  for (const [shape, instead] of QUOTED) safe = safe.replace(shape, instead);
  if (safe.includes('://')) safe = safe.replace(URL_LIKE, origin);
  for (const [shape, instead] of KEYS) safe = safe.replace(shape, instead);
  return safe.includes('@') ? safe.replace(MAIL, '[e-mail]') : safe;
}

const QUOTED: readonly (readonly [RegExp, string])[] = [
  // MongoDB: the values of a unique index.
  [/dup key: .*/s, `dup key: ${HIDDEN}`],
  // Mongoose: the value that did not fit.
  [/for value .* \(type/s, `for value ${HIDDEN} (type`],
  // Redis: the arguments of a command.
  [/with args beginning with: .*/s, `with args ${HIDDEN}`],
  // JSON.parse: the text around the mistake.
  [/Unexpected .* is not valid JSON/s, 'not valid JSON'],
];
const KEYS: readonly (readonly [RegExp, string])[] = [
  [/\btl_[0-9a-f]{24}_[0-9a-zA-Z_]+/g, HIDDEN],
  [/\bwhsec_[A-Za-z0-9+/=_-]+/g, HIDDEN],
  [/\b(Bearer|Basic|GenieKey)\s+\S+/gi, `$1 ${HIDDEN}`],
];
/** Its last character is no mark of the sentence that it stands in. */
const URL_LIKE = /\b(?!file:)[a-z][a-z0-9+.-]*:\/\/[^\s"'<>`]*[^\s"'<>`;,.)]/gi;
const MAIL = /[^\s"'<>@,;:()[\]{}]+@[^\s"'<>@,;:()[\]{}]+\.[a-z]{2,}/gi;

/** Credentials, path and query may be anything; what cannot be told apart is left out whole. */
function origin(text: string): string {
  const scheme = text.slice(0, text.indexOf('://') + 3);
  if (!URL.canParse(text)) return scheme + HIDDEN;
  const { host, pathname, search, hash } = new URL(text);
  return scheme + (`${pathname}${search}${hash}`.includes('@') ? HIDDEN : host);
}
