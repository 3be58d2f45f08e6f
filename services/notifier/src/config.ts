import type { LoadedPolicy, PagerFile, WebhookEndpoint } from '@tierline/contracts';
import { ConfigError, serviceConfig } from '@tierline/platform';
import { Webhook } from 'standardwebhooks';

/** What the notifier is told by its environment, beside the secrets that the policy file names. */
export const notifierConfig = serviceConfig({});

/** A webhook with what signs its messages. */
export interface SignedEndpoint extends WebhookEndpoint {
  readonly kind: 'webhook';
  readonly signer: Webhook;
}

/** A pager with the key that its API takes. */
type KeyedPager = PagerFile & { readonly key: string };

/** Where deliveries go. */
export type Target = SignedEndpoint | KeyedPager;

const NAMES = { pagerduty: 'PagerDuty', opsgenie: 'Opsgenie' } as const;
const SECRET = /^whsec_[A-Za-z0-9+/]{32,}={0,2}$/;

/** The environment, in which the secrets are. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A webhook with its secret, or undefined when the environment has none: a policy that is applied later may name a secret
 * that this process was not given.
 */
function signedEndpoint(webhook: WebhookEndpoint, env: Environment): SignedEndpoint | undefined {
  const secret = env[webhook.secretEnv] ?? '';
  return SECRET.test(secret) ? { ...webhook, kind: 'webhook', signer: new Webhook(secret) } : undefined;
}

/** Whom a delivery is for, by the policy: the variable that its secret is in, and the target if the environment has that. */
export function targetOf(
  endpoint: string,
  { webhooks, pagers }: Pick<LoadedPolicy, 'webhooks' | 'pagers'>,
  env: Environment,
): { readonly variable: string; readonly target?: Target } | undefined {
  const webhook = webhooks.find(({ id }) => id === endpoint);
  if (webhook !== undefined) {
    const target = signedEndpoint(webhook, env);
    return { variable: webhook.secretEnv, ...(target && { target }) };
  }
  const pager = pagers.find(({ id }) => id === endpoint);
  if (pager === undefined) return undefined;
  const key = env[pager.keyEnv] ?? '';
  return { variable: pager.keyEnv, ...(key !== '' && { target: { ...pager, key } }) };
}

/**
 * Sees to it that the environment has each webhook's secret and each pager's key.
 * Throws ConfigError naming every variable that is missing or no Standard Webhooks secret.
 */
export function checkSecrets(
  { webhooks, pagers }: Pick<LoadedPolicy, 'webhooks' | 'pagers'>,
  env: Environment,
): void {
  const keys = pagers.flatMap(({ id, kind, keyEnv }) =>
    (env[keyEnv] ?? '') !== ''
      ? []
      : [{ name: keyEnv, message: 'is missing', remedy: `Key of the pager ${id}, from ${NAMES[kind]}.` }],
  );
  const secrets = webhooks.flatMap((webhook) => {
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
  const problems = [...secrets, ...keys];
  if (problems.length > 0) throw new ConfigError('notifier', problems);
}
