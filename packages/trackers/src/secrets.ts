import type { TrackerFile } from '@tierline/contracts';
import { ConfigError, type ConfigProblem } from '@tierline/platform';

export type Environment = Readonly<Record<string, string | undefined>>;

const WEBHOOK_SECRET = /^whsec_[A-Za-z0-9+/]{32,}={0,2}$/;
const SIGNING = 'whsec_ and at least 24 random bytes in base64, such as whsec_$(openssl rand -base64 24)';

/** Throws ConfigError naming every variable with a tracker's token that is missing or cannot be one. */
export function checkTokens(service: string, trackers: readonly TrackerFile[], env: Environment): void {
  check(
    service,
    trackers.map(({ id, kind, tokenEnv: name }) => {
      if (kind === 'generic')
        return {
          name,
          form: WEBHOOK_SECRET,
          remedy: `Secret that requests to ${id} are signed by: ${SIGNING}.`,
        };
      if (kind === 'jira')
        return {
          name,
          form: /^[^:]+:.+$/,
          remedy: `E-mail address and API token for ${id}, with a colon between.`,
        };
      return { name, form: /./, remedy: `Access token for ${id}.` };
    }),
    env,
  );
}

/** Throws ConfigError naming every variable with the secret of a tracker's webhook that is missing or too short. */
export function checkWebhookSecrets(
  service: string,
  trackers: readonly TrackerFile[],
  env: Environment,
): void {
  check(
    service,
    trackers.map(({ id, kind, webhookSecretEnv: name }) =>
      kind === 'generic'
        ? { name, form: WEBHOOK_SECRET, remedy: `Secret of the webhook of ${id}: ${SIGNING}.` }
        : { name, form: /^.{16,}$/, remedy: `Secret of the webhook of ${id}: at least 16 characters.` },
    ),
    env,
  );
}

function check(
  service: string,
  wanted: readonly { readonly name: string; readonly form: RegExp; readonly remedy: string }[],
  env: Environment,
): void {
  const problems = wanted.flatMap(({ name, form, remedy }): ConfigProblem[] => {
    const value = env[name];
    if (value !== undefined && form.test(value)) return [];
    return [
      { name, message: value === undefined ? 'is missing' : 'is not of the form it must have', remedy },
    ];
  });
  if (problems.length > 0) throw new ConfigError(service, problems);
}
