import type { Logger } from '@tierline/platform';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';

import type { Admission } from './admission.ts';
import { createAuthenticator } from './authenticate.ts';
import { declaredRoute } from './declared-route.ts';
import { mountDocs } from './docs.ts';
import { createGate } from './gate.ts';
import type { HandlerOptions } from './handler-options.ts';
import { createHandlers } from './handlers.ts';
import { mountRoutes } from './mount.ts';
import { ProblemError, problemOfError } from './problems.ts';
import type { RateLimits } from './rate-limits.ts';
import { requestContext, requestIdOf } from './request-context.ts';

export interface AppOptions extends HandlerOptions {
  readonly logger: Logger;
  readonly version: string;
  /** A whole API key that always works as an admin's. */
  readonly adminKey: string | undefined;
  readonly admission: Pick<Admission, 'hold'>;
  readonly limits: RateLimits;
}

/** Seconds after which a client may try again when the database is away, or its key had its share of this second. */
const RETRY_AFTER = '1';

/** The HTTP application: API, documentation, and problem documents for everything that goes wrong. */
export function createApp({ logger, version, adminKey, admission, limits, ...options }: AppOptions): Express {
  const app = express();
  app.disable('etag');
  app.use(requestContext(logger));
  app.use(options.metrics.middleware);
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          'default-src': ["'self'"],
          'style-src': ["'self'", "'unsafe-inline'"],
          'img-src': ["'self'", 'data:'],
          'frame-ancestors': ["'none'"],
        },
      },
    }),
  );
  const { ticketing, policies, clock, metrics } = options;
  const authenticator = createAuthenticator({ database: ticketing.database, policies, clock, adminKey });
  const gate = createGate({ authenticator, store: ticketing.store, metrics, logger });
  mountRoutes(app, createHandlers(options, authenticator), { admission, gate, limits });
  mountDocs(app, version);
  app.use((request: Request) => {
    throw new ProblemError(
      'unknown-route',
      `${request.method} ${request.path}: the API is described at /docs`,
    );
  });
  // Express tells an error handler by its four parameters.
  app.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error);
    const problem = problemOfError(error);
    metrics.refused(problem.code);
    if (problem.status >= 500)
      logger.error(
        { err: error, method: request.method, route: declaredRoute(request) ?? 'none' },
        problem.title,
      );
    if (problem.code === 'unauthenticated') response.set('WWW-Authenticate', 'Bearer realm="tierline"');
    if (problem.status === 503 || problem.status === 429) response.set('Retry-After', RETRY_AFTER);
    response
      .status(problem.status)
      .type('application/problem+json')
      .send(JSON.stringify({ ...problem, ...requestIdOf(response.locals) }));
  });
  return app;
}
