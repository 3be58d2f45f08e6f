import { runTicketService } from '@tierline/service';

import { checkSecrets, notifierConfig } from './config.ts';
import { startNotifier } from './service.ts';

await runTicketService({
  name: 'notifier',
  schema: notifierConfig,
  env: process.env,
  check: (webhooks) => checkSecrets(webhooks, process.env),
  start: (base) => startNotifier(base, process.env),
});
