import { ACCESS } from '../access.ts';
import { checkBody, checkView, repairBody, repairsView } from '../consistency-view.ts';
import { slaView } from '../sla-view.ts';
import { repeatable, ticketPath } from './parts.ts';

/** Why promises are as they are, and whether what is stored is what the events make. */
export const SLA_ROUTES = {
  readSla: {
    method: 'get',
    path: '/v1/tickets/{id}/sla',
    access: ACCESS.staffReads,
    summary:
      'Every promise of a ticket, told out of its events: what was promised by which policy, what is spent and where the time went, what it waited for, when it is due, and all of it in words.',
    params: ticketPath,
    status: 200,
    response: slaView,
    refusals: [404, 409],
  },
  checkSla: {
    method: 'post',
    path: '/v1/sla/check',
    access: ACCESS.managersRead,
    summary:
      'Compares one page of tickets, by id, with what their events make of them, and says every difference. Changes nothing; follow nextCursor to the end.',
    body: checkBody,
    status: 200,
    response: checkView,
    refusals: [],
  },
  repairSla: {
    method: 'post',
    path: '/v1/sla/repair',
    access: ACCESS.adminsOnly,
    summary:
      'Writes what their events make of tickets in the place of what is stored, where that differs and the tickets have not changed meanwhile; each repair is in the audit. One whose events have a gap stays as it is. To repair what is right changes nothing.',
    headers: repeatable,
    body: repairBody,
    status: 200,
    response: repairsView,
    refusals: [422],
  },
} as const;
