import { instant } from '@tierline/domain';
import { z } from 'zod';

import { compressedClock, realClock, type Clock } from './clock.ts';
import { ConfigError, type ConfigProblem } from './errors.ts';
import { isGiven, misspelt } from './foreign-variables.ts';
import { parseRedisUrl } from './redis-url.ts';
import { fileVariable, withSecretFiles } from './secret-files.ts';

const isoInstant = z.iso
  .datetime({ offset: true, error: 'must be an ISO 8601 instant such as 2026-03-02T08:00:00Z' })
  .transform((text) => instant(Date.parse(text)));

/**
 * The environment variables that every service understands. Of one whose `secret` is true the value may be in a file, which the
 * variable with _FILE after its name says.
 */
export const commonConfig = {
  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\/./, 'must start with mongodb:// or mongodb+srv://')
    .meta({
      secret: true,
      description: 'Where the tickets are: the connection string of a MongoDB replica set.',
    }),
  REDIS_URL: z
    .string()
    .superRefine((url, context) => {
      const place = parseRedisUrl(url);
      if (place.kind === 'fault') context.addIssue({ code: 'custom', message: place.message });
    })
    .meta({
      secret: true,
      description:
        'Where the queues are: Redis 6.2 or later, or Valkey; one server (redis://host:6379/0), Sentinel (redis+sentinel://host:26379,host:26379/master) or a cluster (redis+cluster://host:6379,host:6379), with rediss for TLS.',
    }),
  POLICY_FILE: z
    .string()
    .describe('Path of the policy file: tiers, teams, routing rules, SLA policies, calendars.'),
  HOST: z.string().default('127.0.0.1').describe('Address to listen on.'),
  ADMIN_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(0)
    .describe('Port of /metrics, /healthz and /readyz; 0 takes a free one.'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('Least severe level that is logged.'),
  QUEUE_PREFIX: z
    .string()
    .regex(/^[a-z0-9-]+$/, 'may hold a-z, 0-9 and - only')
    .default('tierline')
    .describe('First part of every key in Redis; the same for all services of one installation.'),
  SWEEP_SECONDS: z.coerce
    .number()
    .positive()
    .default(5)
    .describe('Seconds between two sweeps for work that a lost queue or process left behind.'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must start with http:// or https://' })
    .optional()
    .describe(
      'Where traces are sent, by OTLP over HTTP, such as http://collector:4318; without it nothing is traced.',
    ),
  OTEL_EXPORTER_OTLP_PROTOCOL: z
    .enum(['http/json', 'http/protobuf'], 'must be http/json: that is what is sent')
    .optional()
    .describe('How traces are sent: as JSON, which a receiver of http/protobuf takes on the same port.'),
  OTEL_SDK_DISABLED: z
    .enum(['true', 'false'])
    .optional()
    .describe('true leaves tracing off whatever else is said.'),
  CLOCK_EPOCH: isoInstant.optional().describe('Compressed time only: the domain time at CLOCK_ORIGIN.'),
  CLOCK_ORIGIN: isoInstant
    .optional()
    .describe('Compressed time only: the real time at which domain time was CLOCK_EPOCH.'),
  CLOCK_SPEED: z.coerce
    .number()
    .positive()
    .default(1)
    .describe('Domain seconds per real second; 1 is real time, more replays a day in minutes.'),
};

/** What {@link commonConfig} is once read. */
export type CommonConfig = z.output<z.ZodObject<typeof commonConfig>>;

/**
 * The schema of one service: the common variables, its own, and the rules between them. A rule
 * between variables is checked even where single variables are wrong, so one start shows it all.
 */
export function serviceConfig<S extends z.ZodRawShape>(extra: S) {
  return z
    .object({ ...commonConfig, ...extra })
    .refine((config) => !lacksClock(config, 'CLOCK_EPOCH', 'CLOCK_ORIGIN'), {
      path: ['CLOCK_EPOCH'],
      message: 'is missing; it is needed with CLOCK_ORIGIN or a CLOCK_SPEED other than 1',
      when: () => true,
    })
    .refine((config) => !lacksClock(config, 'CLOCK_ORIGIN', 'CLOCK_EPOCH'), {
      path: ['CLOCK_ORIGIN'],
      message: 'is missing; it is needed with CLOCK_EPOCH or a CLOCK_SPEED other than 1',
      when: () => true,
    });
}

function lacksClock(config: Readonly<Record<string, unknown>>, name: string, other: string) {
  const speed = config['CLOCK_SPEED'];
  // Beside other problems the speed can still be the unparsed text; it is then reported on its own.
  const compressed = typeof speed === 'number' && Number.isFinite(speed) && speed !== 1;
  return config[name] === undefined && (config[other] !== undefined || compressed);
}

/**
 * Reads the schema's variables, and no others, from `env`; a blank one counts as absent. Of what the schema calls a secret
 * the value may be in a file that NAME_FILE says. Throws {@link ConfigError} with all problems at once, misspelt variables
 * among them. Opens nothing but those files.
 */
export function loadConfig<S extends z.ZodObject>(
  schema: S,
  env: Readonly<Record<string, string | undefined>>,
  { service }: { readonly service: string },
): Readonly<z.output<S>> {
  const names = Object.keys(schema.shape);
  const secrets = names.filter((name) => isSecret(schema.shape[name]));
  const files = withSecretFiles(secrets, env);
  const given = Object.fromEntries(
    names.flatMap((name) => {
      const value = files.env[name];
      return isGiven(value) ? [[name, value]] : [];
    }),
  );
  const parsed = schema.safeParse(given);
  const problems = [
    ...(parsed.error?.issues.map((issue) => problem({ issue, schema, given })) ?? []),
    ...files.problems,
    ...misspelt([...names, ...secrets.map(fileVariable)], files.env),
  ];
  if (parsed.success && problems.length === 0) return Object.freeze(parsed.data);
  // What is said of the file of a secret is not said again of the secret.
  const said = new Set(files.problems.map(({ name }) => name));
  throw new ConfigError(
    service,
    problems.filter(({ name, message }) => message !== MISSING || !said.has(fileVariable(name))),
  );
}

function isSecret(field: unknown): boolean {
  return field instanceof z.ZodType && field.meta()?.['secret'] === true;
}

const MISSING = 'is missing';

function problem({
  issue,
  schema,
  given,
}: {
  readonly issue: z.core.$ZodIssue;
  readonly schema: z.ZodObject;
  readonly given: Readonly<Record<string, string>>;
}): ConfigProblem {
  const name = String(issue.path[0] ?? 'environment');
  const missing = issue.code === 'invalid_type' && given[name] === undefined;
  const field = schema.shape[name];
  return {
    name,
    message: missing ? MISSING : issue.message,
    remedy: field instanceof z.ZodType ? field.description : undefined,
  };
}

/**
 * The clock that the configuration asks for: compressed when an epoch and an origin are given (they
 * may move time without speeding it up), else the real one.
 */
export function clockFromConfig({
  CLOCK_EPOCH: epoch,
  CLOCK_ORIGIN: origin,
  CLOCK_SPEED: speed,
}: Readonly<Pick<CommonConfig, 'CLOCK_EPOCH' | 'CLOCK_ORIGIN' | 'CLOCK_SPEED'>>): Clock {
  if (epoch === undefined || origin === undefined) return realClock();
  return compressedClock({ epoch, origin, speed });
}
