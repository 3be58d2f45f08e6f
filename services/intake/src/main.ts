import { runTicketService } from '@tierline/service';

import { intakeConfig } from './config.ts';
import { startIntake } from './service.ts';

await runTicketService({ name: 'intake', schema: intakeConfig, env: process.env, start: startIntake });
