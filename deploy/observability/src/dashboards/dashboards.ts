import type { Dashboard } from './panel.ts';
import { SRE_DASHBOARD } from './sre-dashboard.ts';
import { SUPPORT_DASHBOARD } from './support-dashboard.ts';

export const DASHBOARDS: readonly Dashboard[] = [SRE_DASHBOARD, SUPPORT_DASHBOARD];
