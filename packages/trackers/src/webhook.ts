import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

import type { TrackerFile } from '@tierline/contracts';
import { ISSUE_KEY_PATTERN } from '@tierline/domain';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';

/** Headers of a request, by lower-case name. */
export type WebhookHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * What a tracker's webhook comes to: issues that may have changed (none where it is about something else), or why it is
 * not believed.
 */
export type Heard =
  | { readonly kind: 'changed'; readonly keys: readonly string[] }
  | { readonly kind: 'wrong-signature' }
  | { readonly kind: 'not-understood' };

const number = z.int().transform(String);
const github = z.object({
  issue: z.object({ number }).optional(),
  repository: z.object({ full_name: z.string() }).optional(),
});
const gitlab = z.object({
  object_attributes: z.object({ iid: number.optional() }).optional(),
  object_kind: z.string(),
  issue: z.object({ iid: number }).optional(),
  project: z.object({ id: number, path_with_namespace: z.string() }).optional(),
});
const jira = z.object({ issue: z.object({ key: z.string() }).optional() });
const generic = z.object({ issue: z.string() });

/**
 * Reads what a tracker sent, if its signature over the raw bytes is right. What it says of the issue is not read: it may
 * come late, twice or out of order, so it only says which issue to look at.
 */
export function hearWebhook(file: TrackerFile, secret: string, headers: WebhookHeaders, raw: Buffer): Heard {
  if (!isSigned(file, secret, headers, raw)) return { kind: 'wrong-signature' };
  try {
    const keys = keysIn(file, JSON.parse(raw.toString('utf8')));
    return { kind: 'changed', keys: keys.filter((key) => ISSUE_KEY_PATTERN.test(key)) };
  } catch {
    return { kind: 'not-understood' };
  }
}

function isSigned(file: TrackerFile, secret: string, headers: WebhookHeaders, raw: Buffer): boolean {
  const header = (name: string) => {
    const value = headers[name];
    return typeof value === 'string' ? value : '';
  };
  switch (file.kind) {
    case 'github':
      return same(header('x-hub-signature-256'), hmac(secret, raw));
    case 'jira':
      return same(header('x-hub-signature'), hmac(secret, raw));
    case 'gitlab':
      return same(header('x-gitlab-token'), secret);
    case 'generic':
      try {
        // Refuses what is older or newer than five minutes as well.
        new Webhook(secret).verify(raw.toString('utf8'), {
          'webhook-id': header('webhook-id'),
          'webhook-timestamp': header('webhook-timestamp'),
          'webhook-signature': header('webhook-signature'),
        });
        return true;
      } catch {
        return false;
      }
  }
}

function keysIn(file: TrackerFile, body: unknown): readonly string[] {
  switch (file.kind) {
    case 'github': {
      const { issue, repository } = github.parse(body);
      const ours = repository?.full_name.toLowerCase() === file.repo.toLowerCase();
      return issue && ours ? [issue.number] : [];
    }
    case 'gitlab': {
      const { object_kind: kind, object_attributes: subject, issue, project } = gitlab.parse(body);
      const ours = file.project === project?.id || file.project === project?.path_with_namespace;
      const key = kind === 'note' ? issue?.iid : kind === 'issue' ? subject?.iid : undefined;
      return key !== undefined && ours ? [key] : [];
    }
    case 'jira': {
      const { issue } = jira.parse(body);
      return issue ? [issue.key] : [];
    }
    case 'generic':
      return [generic.parse(body).issue];
  }
}

function hmac(secret: string, raw: Buffer): string {
  return `sha256=${createHmac('sha256', secret).update(raw).digest('hex')}`;
}

/** Compares in the same time whatever is in it, and however long it is. */
function same(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return wanted !== '' && timingSafeEqual(digest(given), digest(wanted));
}
