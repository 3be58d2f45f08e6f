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

/** The environment, in which the secrets are. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A webhook with its secret, or undefined when the environment has none: a policy that is applied later may name a secret
 * that this process was not given.
 */
export function signedEndpoint(webhook: WebhookEndpoint, env: Environment): SignedEndpoint | undefined {
  const secret = env[webhook.secretEnv] ?? '';
  return SECRET.test(secret) ? { ...webhook, signer: new Webhook(secret) } : undefined;
}

/**
 * Sees to it that the environment has each webhook's secret.
 * Throws ConfigError naming every variable that is missing or no Standard Webhooks secret.
 */
export function checkSecrets(webhooks: readonly WebhookEndpoint[], env: Environment): void {
  const problems = webhooks.flatMap((webhook) => {
    const { id, secretEnv } = webhook;
    return signedEndpoint(webhook, env) !== undefined
      ? []
      : [
          {
            name: secretEnv,
            message: env[secretEnv] === undefined ? 'is missing' : 'is no webhook secret',
            remedy: `Secret of the webhook ${id}: whsec_ and at least 24 random bytes in base64, such as whsec_$(openssl rand -base64 24).`,
          },
        ];
  });
  if (problems.length > 0) throw new ConfigError('notifier', problems);
}
