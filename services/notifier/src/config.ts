import type { WebhookEndpoint } from '@tierline/contracts';
import { ConfigError, serviceConfig } from '@tierline/platform';
import { Webhook } from 'standardwebhooks';

/** What the notifier is told by its environment, beside the secrets that the policy file names. */
export const notifierConfig = serviceConfig({});

/** A webhook with what signs its messages. */
export interface SignedEndpoint extends WebhookEndpoint {
  readonly signer: Webhook;
}

const SECRET = /^whsec_[A-Za-z0-9+/]{32,}={0,2}$/;

/**
 * Finds each webhook's secret in the environment.
 * Throws ConfigError naming every variable that is missing or no Standard Webhooks secret.
 */
export function signedEndpoints(
  webhooks: readonly WebhookEndpoint[],
  env: Readonly<Record<string, string | undefined>>,
): readonly SignedEndpoint[] {
  const problems = webhooks.flatMap(({ id, secretEnv }) =>
    SECRET.test(env[secretEnv] ?? '')
      ? []
      : [
          {
            name: secretEnv,
            message: env[secretEnv] === undefined ? 'is missing' : 'is no webhook secret',
            remedy: `Secret of the webhook ${id}: whsec_ and at least 24 random bytes in base64, such as whsec_$(openssl rand -base64 24).`,
          },
        ],
  );
  if (problems.length > 0) throw new ConfigError('notifier', problems);
  return webhooks.map((webhook) => ({ ...webhook, signer: new Webhook(env[webhook.secretEnv] ?? '') }));
}
