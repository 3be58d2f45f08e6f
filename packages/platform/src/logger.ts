import { pino, stdTimeFunctions, type Logger } from 'pino';

export type { Logger };

/** Names of fields that hold a secret or what a customer wrote, wherever they appear. */
const secrets = [
  'authorization',
  'cookie',
  'secret',
  'token',
  'password',
  'apiKey',
  '["x-api-key"]',
  '["set-cookie"]',
];
const written = ['body', 'description'];

/** The same field at the top, one level and two levels down; pino has no wildcard for "any depth". */
function paths(name: string): string[] {
  const below = name.startsWith('[') ? name : `.${name}`;
  return [name, `*${below}`, `*.*${below}`];
}

/** JSON lines on stdout with ISO time; values of secrets and of messages are replaced. */
export function createLogger({
  service,
  level,
}: {
  readonly service: string;
  readonly level: string;
}): Logger {
  return pino({
    level,
    base: { service, pid: process.pid },
    timestamp: stdTimeFunctions.isoTime,
    redact: { paths: [...secrets, ...written].flatMap(paths), censor: '[redacted]' },
  });
}
