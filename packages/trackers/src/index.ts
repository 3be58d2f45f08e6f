export { createTracker } from './create-tracker.ts';
export { TrackerError, type TrackerFailure } from './errors.ts';
export { checkTokens, checkWebhookSecrets, type Environment } from './secrets.ts';
export type { DatedComment, IssueNow, NewIssue, Tracker, Writing } from './tracker.ts';
export { type Heard, hearWebhook, type WebhookHeaders } from './webhook.ts';
