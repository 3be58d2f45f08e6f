import type { ModelView } from '@tierline/contracts';
import { type Database, findModel, listModels, type Model, requestModel } from '@tierline/store';

import { keyed } from './idempotency.ts';
import type { Handlers } from './mount.ts';
import { pageOf } from './page.ts';
import { ProblemError } from './problems.ts';

/** Models: asking for one, and how good they are. The router trains them. */
export function modelHandlers(database: Database): Pick<Handlers, 'trainModel' | 'listModels' | 'readModel'> {
  return {
    trainModel: async ({ headers, caller }) => {
      const request = keyed('train', headers['idempotency-key'], {});
      const { model, repeated } = await requestModel(database, {
        by: caller.keyId,
        ...(request && { request }),
      });
      return {
        body: viewOf(model),
        headers: {
          Location: `/v1/models/m${model.number}`,
          ...(repeated && { 'Idempotent-Replayed': 'true' }),
        },
      };
    },
    listModels: async ({ query: { limit, cursor } }) => {
      const found = await listModels(database, { limit, ...(cursor !== undefined && { before: cursor }) });
      return { body: pageOf(found, limit, { view: viewOf, cursor: ({ number }) => `m${number}` }) };
    },
    readModel: async ({ params: { version } }) => {
      const found = await findModel(database, version);
      if (found === undefined) throw new ProblemError('unknown-model', `no model m${version}`);
      return { body: viewOf(found) };
    },
  };
}

function viewOf(model: Model): ModelView {
  const {
    number,
    requestedAt,
    trainedAt,
    between,
    leaseUntil: _leaseUntil,
    attempts: _attempts,
    ...rest
  } = model;
  return {
    ...rest,
    version: `m${number}`,
    requestedAt: requestedAt.toISOString(),
    ...(trainedAt !== undefined && { trainedAt: trainedAt.toISOString() }),
    ...(between !== undefined && {
      between: { from: new Date(between.from).toISOString(), to: new Date(between.to).toISOString() },
    }),
  };
}
