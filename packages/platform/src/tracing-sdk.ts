import { AsyncResource } from 'node:async_hooks';

import { diag, DiagLogLevel, type Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

import { atMostOften } from './at-most-often.ts';
import type { Logger } from './logger.ts';

// Loaded only when tracing is on: nothing may import it but by `import()`.

const SAY_AGAIN_MS = 60_000;

/** Sampler, limits, batches and the exporter follow the standard variables; the environment's resource wins over ours. */
export function startSdk({
  service,
  version,
  logger,
}: {
  readonly service: string;
  readonly version: string;
  readonly logger: Logger;
}): { readonly tracer: Tracer; shutdown(): Promise<void> } {
  const warn = atMostOften(logger, SAY_AGAIN_MS);
  // Of no request or job, whichever was under way when the SDK noticed.
  const say = AsyncResource.bind((message: string) =>
    warn({ reason: reasonIn(message) }, 'traces cannot be sent, or not all of them'),
  );
  const quiet = () => undefined;
  diag.setLogger(
    { error: say, warn: say, info: quiet, debug: quiet, verbose: quiet },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const ours = resourceFromAttributes({
    'service.namespace': 'tierline',
    'service.name': service,
    'service.version': version,
    'service.instance.id': `${service}-${process.pid}-${Date.now().toString(36)}`,
  });
  const provider = new NodeTracerProvider({
    resource: defaultResource()
      .merge(ours)
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  return { tracer: provider.getTracer('tierline', version), shutdown: () => provider.shutdown() };
}

/** The SDK tells errors as JSON, with their stacks. */
function reasonIn(message: string): string {
  return /"message":"([^"]*)"/.exec(message)?.[1] ?? message.slice(0, 200);
}
