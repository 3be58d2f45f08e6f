import { runTicketService } from '@tierline/service';

import { notifierConfig, signedEndpoints } from './config.ts';
import { startNotifier } from './service.ts';

await runTicketService({
  name: 'notifier',
  schema: notifierConfig,
  env: process.env,
  check: (webhooks) => void signedEndpoints(webhooks, process.env),
  start: (base) => startNotifier(base, signedEndpoints(base.policies.current().webhooks, process.env)),
});
