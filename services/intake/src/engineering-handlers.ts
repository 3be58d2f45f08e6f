import { viewOf } from '@tierline/contracts';
import type { Command } from '@tierline/domain';
import { listIssues, ticketsOfIssue, wakeIssues } from '@tierline/store';
import { checkWebhookSecrets, type Environment, hearWebhook } from '@tierline/trackers';

import type { Changes } from './changes.ts';
import type { HandlerOptions } from './handler-options.ts';
import type { Handlers } from './mount.ts';
import { byId, pageOf } from './page.ts';
import { ProblemError } from './problems.ts';

type EngineeringHandlers = Pick<
  Handlers,
  | 'handToEngineering'
  | 'commentToEngineering'
  | 'unlinkIssue'
  | 'listIssues'
  | 'listIssueTickets'
  | 'trackerWebhook'
>;

/** Tickets and the issues of engineering; the work with the trackers is the notifier's. */
export function engineeringHandlers(
  { ticketing: { database }, policies, env }: HandlerOptions,
  { change }: Changes,
): EngineeringHandlers {
  return {
    handToEngineering: async ({ params: { id }, headers, body: { agent, tracker, ...wanted } }) =>
      change(id, headers, { kind: 'hand-to-engineering', agentId: agent, tracker, as: handoffOf(wanted) }),
    commentToEngineering: async ({ params: { id }, headers, body: { agent, body } }) =>
      change(id, headers, { kind: 'comment-on-issue', agentId: agent, body }),
    unlinkIssue: async ({ params: { id }, headers, body: { agent } }) =>
      change(id, headers, { kind: 'unlink-issue', agentId: agent }),
    listIssues: async ({ query }) => {
      const found = await listIssues(database, query);
      const page = pageOf(found, query.limit, {
        view: ({ tracker, issue, readAt, ...rest }) => ({
          tracker,
          ...issue,
          ...rest,
          ...(readAt !== undefined && { readAt: readAt.toISOString() }),
        }),
        cursor: ({ tracker, issue }) => `${tracker}/${issue.key}`,
      });
      return { body: page };
    },
    listIssueTickets: async ({ params, query }) => {
      const found = await ticketsOfIssue(database, params, query);
      return { body: pageOf(found, query.limit, { view: viewOf, cursor: byId }) };
    },
    trackerWebhook: async ({ params: { tracker }, signed: { headers, raw } }) => {
      const file = policies.current().engineering.trackers.find(({ id }) => id === tracker);
      if (file === undefined)
        throw new ProblemError('unknown-tracker', `no tracker ${tracker} in the policy`);
      const heard = hearWebhook(file, secretOf(env, file), headers, raw);
      switch (heard.kind) {
        case 'wrong-signature':
          throw new ProblemError(
            'wrong-signature',
            `nothing that ${tracker} sent: check its secret and the clocks`,
          );
        case 'not-understood':
          throw new ProblemError(
            'invalid-request',
            `nothing that a tracker of the kind ${file.kind} sends as JSON`,
          );
        case 'changed':
          return { body: { issues: await wakeIssues(database, tracker, heard.keys) } };
      }
    },
  };
}

/** Throws ConfigError where a policy that was replaced names a secret that this process was not started with. */
function secretOf(env: Environment, file: Parameters<typeof hearWebhook>[0]): string {
  checkWebhookSecrets('intake', [file], env);
  return env[file.webhookSecretEnv] ?? '';
}

type Handoff = Extract<Command, { kind: 'hand-to-engineering' }>['as'];

function handoffOf({
  issue,
  title = '',
  body = '',
}: {
  readonly issue?: string;
  readonly title?: string;
  readonly body?: string;
}): Handoff {
  return issue === undefined ? { kind: 'file', title, body } : { kind: 'link', key: issue };
}
