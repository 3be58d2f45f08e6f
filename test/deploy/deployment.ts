import { readdirSync, readFileSync } from 'node:fs';

import { parse } from 'yaml';
import { z } from 'zod';

import { intakeConfig } from '../../services/intake/src/config.ts';
import { notifierConfig } from '../../services/notifier/src/config.ts';
import { routerConfig } from '../../services/router/src/config.ts';
import { slaMonitorConfig } from '../../services/sla-monitor/src/config.ts';

export const root = new URL('../../', import.meta.url);

/** What each service can be told by its environment. */
export const schemas = new Map<string, z.ZodObject>([
  ['intake', intakeConfig],
  ['notifier', notifierConfig],
  ['router', routerConfig],
  ['sla-monitor', slaMonitorConfig],
]);

/** The services of the repository: every folder of services/. */
export const serviceNames = readdirSync(new URL('services/', root), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .toSorted();

/** The text of a file of the repository. */
export const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

const mount = z.object({
  type: z.string(),
  source: z.string(),
  target: z.string(),
  read_only: z.boolean().optional(),
});
const containerSchema = z.object({
  image: z.string(),
  build: z
    .object({ context: z.string(), dockerfile: z.string(), args: z.record(z.string(), z.string()) })
    .optional(),
  command: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  env_file: z.array(z.object({ path: z.string(), required: z.boolean() })).default([]),
  user: z.string().optional(),
  init: z.boolean(),
  privileged: z.boolean().default(false),
  read_only: z.boolean(),
  cap_drop: z.array(z.string()),
  cap_add: z.array(z.string()).default([]),
  security_opt: z.array(z.string()),
  restart: z.string(),
  stop_grace_period: z.string().optional(),
  healthcheck: z
    .object({ test: z.array(z.string()).default([]), disable: z.boolean().default(false) })
    .optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  ports: z.array(z.object({ host_ip: z.string(), published: z.string(), target: z.number() })).default([]),
  volumes: z.array(z.union([z.string(), mount])).default([]),
  networks: z.array(z.string()),
});
const composeSchema = z.object({
  services: z.record(z.string(), containerSchema),
  networks: z.record(z.string(), z.object({ internal: z.boolean().default(false) })),
  volumes: z.record(z.string(), z.object({})),
});

export type Container = z.output<typeof containerSchema>;

/** The names that compose.yaml takes from the environment of the one who runs it. */
export const composeVariables = [
  ...read('deploy/compose/compose.yaml').matchAll(/\$\{([A-Z_]+):-[^}]*\}/g),
].flatMap(([, name]) => name ?? []);

/** compose.yaml as Docker Compose reads it where no variable is set. */
export const compose = composeSchema.parse(
  parse(read('deploy/compose/compose.yaml').replaceAll(/\$\{[A-Z_]+:-([^}]*)\}/g, '$1'), { merge: true }),
);

/** The container that compose.yaml describes under this name. */
export function container(name: string): Container {
  const found = compose.services[name];
  if (found === undefined) throw new Error(`compose.yaml has no service ${name}`);
  return found;
}

/** One instruction of the Dockerfile, its continued lines joined. */
interface Instruction {
  readonly name: string;
  readonly args: string;
}

/** The Dockerfile's stages, each from its FROM on. */
export const stages: readonly (readonly Instruction[])[] = read('deploy/docker/Dockerfile')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split(/^(?=FROM )/m)
  .map((stage) =>
    stage
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => ({ name: line.slice(0, line.indexOf(' ')), args: line.slice(line.indexOf(' ') + 1) })),
  )
  .filter((stage) => stage.length > 0);
