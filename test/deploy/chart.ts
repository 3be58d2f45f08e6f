import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { toolPath } from '@tierline/testkit';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

import { root } from './deployment.ts';

/** The chart's folder. */
export const chartPath = fileURLToPath(new URL('deploy/helm/tierline', root));

const helm = toolPath('helm');

/** For the hook `before`: skips the tests of its suite where there is no Helm, and says why. */
export function skipWithoutHelm(context: Mocha.Context): void {
  if (helm !== undefined) return;
  process.stdout.write('    SKIPPED: there is no helm; deploy/validate.sh installs it where Go is\n');
  context.skip();
}

/** What Helm said, or why it refused. */
export interface HelmResult {
  readonly ok: boolean;
  readonly output: string;
}

/** Runs Helm with a text as its standard input. Rejects only if there is no Helm to run. */
export async function runHelm(args: readonly string[], input = ''): Promise<HelmResult> {
  const program = helm;
  if (program === undefined) throw new Error('there is no helm');
  return new Promise((resolve) => {
    const child = execFile(program, args, { maxBuffer: 32 << 20 }, (error, stdout, stderr) =>
      resolve({ ok: error === null, output: error === null ? stdout : stderr }),
    );
    child.stdin?.end(input);
  });
}

const labels = z.record(z.string(), z.string());
const probe = z.object({
  httpGet: z.object({ path: z.string(), port: z.string() }),
  periodSeconds: z.number(),
  timeoutSeconds: z.number(),
  failureThreshold: z.number(),
});
const container = z.object({
  name: z.string(),
  image: z.string(),
  command: z.array(z.string()).optional(),
  securityContext: z.unknown(),
  ports: z.array(z.object({ name: z.string(), containerPort: z.number() })).default([]),
  env: z.array(
    z.object({
      name: z.string(),
      value: z.string().optional(),
      valueFrom: z
        .object({
          secretKeyRef: z.object({ name: z.string(), key: z.string(), optional: z.boolean().optional() }),
        })
        .optional(),
    }),
  ),
  envFrom: z.array(z.object({ secretRef: z.object({ name: z.string() }) })).default([]),
  startupProbe: probe.optional(),
  livenessProbe: probe.optional(),
  readinessProbe: probe.optional(),
  lifecycle: z.object({ preStop: z.object({ sleep: z.object({ seconds: z.number() }) }) }).optional(),
  resources: z.object({ requests: labels, limits: labels }),
});
const podSpec = z.object({
  automountServiceAccountToken: z.boolean(),
  securityContext: z.unknown(),
  terminationGracePeriodSeconds: z.number().optional(),
  topologySpreadConstraints: z
    .array(z.object({ topologyKey: z.string(), labelSelector: z.object({ matchLabels: labels }) }))
    .default([]),
  containers: z.array(container),
  initContainers: z.array(z.unknown()).default([]),
  volumes: z.array(z.record(z.string(), z.unknown())).default([]),
});
const template = z.object({
  metadata: z.object({ labels, annotations: labels.optional() }),
  spec: podSpec,
});
const metadata = z.looseObject({
  name: z.string(),
  labels,
  annotations: labels.default({}),
});
/** Any object of Kubernetes; its spec is read by {@link schemasByKind}. */
const anyObject = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata,
  spec: z.unknown().optional(),
});

const peer = z.looseObject({
  ipBlock: z.object({ cidr: z.string(), except: z.array(z.string()).default([]) }).optional(),
});
const ports = z.array(z.object({ protocol: z.string(), port: z.union([z.string(), z.number()]) }));

/** The part of each kind's spec that a test looks at. */
const schemasByKind = {
  Deployment: z.object({
    replicas: z.number().optional(),
    selector: z.object({ matchLabels: labels }),
    template,
  }),
  Job: z.object({ template }),
  Pod: podSpec,
  // Strict: with minAvailable beside it Kubernetes would refuse it.
  PodDisruptionBudget: z.strictObject({
    maxUnavailable: z.number(),
    unhealthyPodEvictionPolicy: z.string(),
    selector: z.object({ matchLabels: labels }),
  }),
  NetworkPolicy: z.object({
    podSelector: z.object({ matchLabels: labels }),
    policyTypes: z.array(z.string()),
    ingress: z.array(z.object({ from: z.array(peer).optional(), ports })).default([]),
    egress: z.array(z.object({ to: z.array(peer).optional(), ports })).default([]),
  }),
  Service: z.object({
    selector: labels,
    ports: z.array(z.object({ name: z.string(), port: z.number(), targetPort: z.string() })),
  }),
  HorizontalPodAutoscaler: z.looseObject({ scaleTargetRef: z.object({ name: z.string() }).loose() }),
  ScaledObject: z.object({
    scaleTargetRef: z.object({ name: z.string() }),
    minReplicaCount: z.number(),
    fallback: z.object({ failureThreshold: z.number(), replicas: z.number(), behavior: z.string() }),
    triggers: z.array(
      z.object({ type: z.string(), metricType: z.string(), metadata: z.record(z.string(), z.string()) }),
    ),
  }),
  ServiceMonitor: z.looseObject({ selector: z.object({ matchLabels: labels }) }),
} as const;

/** One rendered object whose kind the tests look into. */
export interface ChartObject<Kind extends keyof typeof schemasByKind> {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: z.output<(typeof schemasByKind)[Kind]>;
}

/** A pod as it would be made, whoever makes it. */
export interface RenderedPod {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: z.output<typeof podSpec>;
}

/** All objects that the chart makes of some values. */
export class Rendered {
  readonly objects: readonly z.output<typeof anyObject>[];

  constructor(text: string) {
    this.objects = parseAllDocuments(text)
      .map((document) => document.toJS() as unknown)
      .filter((object) => object !== null)
      .map((object) => anyObject.parse(object));
  }

  /** The objects of one kind. */
  of<Kind extends keyof typeof schemasByKind>(kind: Kind): readonly ChartObject<Kind>[] {
    return this.objects
      .filter((object) => object.kind === kind)
      .map(({ metadata: { name, labels: own }, spec }) => ({
        name,
        labels: own,
        spec: schemasByKind[kind].parse(spec) as z.output<(typeof schemasByKind)[Kind]>,
      }));
  }

  /** Everything that becomes a pod. */
  pods(): readonly RenderedPod[] {
    const made = [...this.of('Deployment'), ...this.of('Job')].map(({ name, spec }) => ({
      name,
      labels: spec.template.metadata.labels,
      spec: spec.template.spec,
    }));
    return [...made, ...this.of('Pod')];
  }
}

/** What the chart makes of a values file's text, as the release `desk` in the namespace `support`. Rejects where Helm refuses. */
export async function render(values = '', path = chartPath): Promise<Rendered> {
  const { ok, output } = await renderText(values, path);
  if (!ok) throw new Error(output);
  return new Rendered(output);
}

/** Why Helm refuses these values; undefined if it does not. */
export async function refusal(values: string): Promise<string | undefined> {
  const { ok, output } = await renderText(values, chartPath);
  return ok ? undefined : output;
}

async function renderText(values: string, path: string): Promise<HelmResult> {
  const where = ['--namespace', 'support', '--kube-version', '1.34.0'];
  return runHelm(['template', 'desk', path, ...where, '--values', '-'], values);
}

/** Whether a selector of labels finds something with these. */
export function selects(
  selector: Readonly<Record<string, string>>,
  found: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(selector).every(([name, value]) => found[name] === value);
}
