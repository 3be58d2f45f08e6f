import { runTicketService } from '@tierline/service';
import { checkWebhookSecrets } from '@tierline/trackers';

import { intakeConfig } from './config.ts';
import { startIntake } from './service.ts';

await runTicketService({
  name: 'intake',
  schema: intakeConfig,
  env: process.env,
  check: ({ engineering }) => checkWebhookSecrets('intake', engineering.trackers, process.env),
  start: (base) => startIntake(base, process.env),
});
