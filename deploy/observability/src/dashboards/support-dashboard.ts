import { METRICS } from '@tierline/contracts';

import { ATTAINMENT_TARGET, attainment, promisesEnded } from '../attainment.ts';
import { AT_RISK, oldestWaiting, PACE, people, waiting, WAIT_TARGET } from '../capacity.ts';
import { firing, increase, promql, quantile, recorded, shared } from '../promql.ts';
import { type Dashboard, figure, graph, query } from './panel.ts';

const BY_TIER = ['tier'] as const;
const HOUR = { over: '1h', by: BY_TIER } as const;

/** What is asked about a desk: who waits, for how long, what is promised, and who is there. */
export const SUPPORT_DASHBOARD: Dashboard = {
  uid: 'tierline-support',
  title: 'Tierline: the desk',
  description: 'For those who run support: tickets, promises and people of the three tiers.',
  from: 'now-12h',
  rows: [
    {
      title: 'Now',
      panels: [
        figure(
          {
            title: 'Alerts of the desk',
            description: 'Those that fire for support, by name; docs/runbooks says what to do about each.',
            unit: 'none',
            thresholds: [{ from: 1, color: 'red' }],
          },
          query(firing('support'), '{{alertname}}', 'nothing is wrong'),
        ),
        figure(
          {
            title: 'Tickets that wait',
            description: 'Tickets of a tier that nobody has in hand.',
            unit: 'short',
          },
          query(waiting, '{{tier}}'),
        ),
        figure(
          {
            title: 'Longest wait, of its target',
            description:
              'How long the ticket that has waited longest has, beside what the tier may take: above 100 % the alert TicketWaitsTooLong fires.',
            unit: 'percentunit',
            thresholds: [
              { from: 0.75, color: 'orange' },
              { from: 1, color: 'red' },
            ],
          },
          query(promql`${oldestWaiting} / on (tier) ${recorded(WAIT_TARGET)}`, '{{tier}}'),
        ),
        figure(
          {
            title: 'Will be late within 8 hours',
            description:
              'Waiting tickets that are due sooner than the tier gets to them at its present pace; below 0 it has time to spare.',
            unit: 'short',
            thresholds: [{ from: 1, color: 'red' }],
          },
          query(promql`max by (tier) (${recorded(AT_RISK)})`, '{{tier}}'),
        ),
        figure(
          { title: 'On shift', description: 'People whose shift is on by their calendar.', unit: 'short' },
          query(people('on_shift'), '{{tier}}'),
        ),
        figure(
          {
            title: 'Free',
            description: 'Of those on shift, people with room for another ticket.',
            unit: 'short',
          },
          query(people('free'), '{{tier}}'),
        ),
        figure(
          { title: 'Full', description: 'Of those on shift, people whose hands are full.', unit: 'short' },
          query(people('full'), '{{tier}}'),
        ),
        figure(
          {
            title: 'Absent',
            description: 'Of those on shift, people who are not available, by what they said or by silence.',
            unit: 'short',
          },
          query(people('absent'), '{{tier}}'),
        ),
      ],
    },
    {
      title: 'Tickets',
      panels: [
        graph(
          {
            title: 'Open tickets by tier and state',
            description:
              'Where tickets are that are not solved. New ones are counted on T1 until they are routed.',
            unit: 'short',
          },
          query(shared(METRICS.ticketsOpen, { by: ['tier', 'state'] }), '{{tier}} {{state}}'),
        ),
        graph(
          {
            title: 'Longest wait for somebody',
            description: 'In time of the desk, nights included, with the target of each tier.',
            unit: 's',
          },
          query(oldestWaiting, '{{tier}}'),
          query(recorded(WAIT_TARGET), '{{tier}} target'),
        ),
        graph(
          {
            title: 'Received in the last hour',
            description: 'Tickets that were accepted, by channel.',
            unit: 'short',
          },
          query(increase(METRICS.ticketsAccepted, { over: '1h', by: ['channel'] }), '{{channel}}'),
        ),
        graph(
          {
            title: 'Routed in the last hour',
            description: 'Tickets put on a tier, by who decided: a rule, the model, or nobody (default).',
            unit: 'short',
          },
          query(increase(METRICS.ticketsRouted, { over: '1h', by: ['tier', 'by'] }), '{{tier}} {{by}}'),
        ),
        graph(
          {
            title: 'Taken up in the last hour',
            description:
              'Times that a ticket came into the hands of somebody, and of those, tickets that were pushed.',
            unit: 'short',
          },
          query(increase(METRICS.ticketsTaken, HOUR), '{{tier}}'),
          query(increase(METRICS.ticketsPushed, HOUR), '{{tier}} pushed'),
        ),
        graph(
          {
            title: 'Solved and re-opened in the last hour',
            description: 'Solutions given, and tickets that came back after one.',
            unit: 'short',
          },
          query(increase(METRICS.ticketsSolved, HOUR), '{{tier}} solved'),
          query(increase(METRICS.ticketsReopened, HOUR), '{{tier}} re-opened'),
        ),
      ],
    },
    {
      title: 'Promises',
      panels: [
        ...(['1h', '1d', '7d'] as const).map((over) =>
          graph(
            {
              title: `Promises kept in ${over}`,
              description:
                'The share of promises whose end became known in that time; a breach counts when it is recorded. With the target of each tier.',
              unit: 'percentunit',
            },
            query(recorded(attainment(over)), '{{tier}} {{promise}}'),
            query(recorded(ATTAINMENT_TARGET), '{{tier}} target'),
          ),
        ),
        graph(
          {
            title: 'Broken in the last hour',
            description: 'Promises that were broken, by tier and promise.',
            unit: 'short',
          },
          query(
            increase(METRICS.promiseOutcomes, {
              over: '1h',
              by: ['tier', 'promise'],
              where: { outcome: 'missed' },
            }),
            '{{tier}} {{promise}}',
          ),
        ),
        graph(
          {
            title: 'Promises that ended in the last day',
            description: 'How many the shares are of: a share of few says little.',
            unit: 'short',
          },
          query(recorded(promisesEnded('1d')), '{{tier}} {{promise}}'),
        ),
        graph(
          {
            title: 'Waiting, by when it is due',
            description:
              'Waiting tickets that are to be taken up within so many seconds, late ones included.',
            unit: 'short',
          },
          query(shared(METRICS.waitingDue, { by: ['tier', 'within'] }), '{{tier}} within {{within}} s'),
        ),
        graph(
          {
            title: 'Forecast',
            description:
              'Waiting tickets due within so many seconds, less what the tier takes up until then. Above 0, so many will be late.',
            unit: 'short',
          },
          query(recorded(AT_RISK), '{{tier}} within {{within}} s'),
        ),
        graph(
          {
            title: 'Time to the first answer',
            description: 'In time of the desk: half of the tickets, and nine of ten, of the last hour.',
            unit: 's',
          },
          query(quantile(METRICS.firstResponse, { share: 0.5, ...HOUR }), '{{tier}} half'),
          query(quantile(METRICS.firstResponse, { share: 0.9, ...HOUR }), '{{tier}} nine of ten'),
        ),
        graph(
          {
            title: 'Time to a solution',
            description: 'In time of the desk: half of the tickets, and nine of ten, of the last hour.',
            unit: 's',
          },
          query(quantile(METRICS.resolution, { share: 0.5, ...HOUR }), '{{tier}} half'),
          query(quantile(METRICS.resolution, { share: 0.9, ...HOUR }), '{{tier}} nine of ten'),
        ),
      ],
    },
    {
      title: 'People',
      panels: [
        graph(
          {
            title: 'People by tier and state',
            description: 'On shift by their calendar; of those free, full or absent.',
            unit: 'short',
          },
          query(shared(METRICS.people, { by: ['tier', 'state'] }), '{{tier}} {{state}}'),
        ),
        graph(
          {
            title: 'Pace',
            description:
              'Tickets that a tier takes up an hour, by the last hour or quarter, whichever is faster.',
            unit: 'short',
          },
          query(promql`3600 * ${recorded(PACE)}`, '{{tier}}'),
        ),
        graph(
          {
            title: 'Waiting for each free person',
            description: 'Tickets that wait, for each person with room. No line where nobody is free.',
            unit: 'short',
          },
          query(promql`${waiting} / on (tier) (${people('free')} > 0)`, '{{tier}}', 'nobody is free'),
        ),
      ],
    },
    {
      title: 'Between tiers and to engineering',
      panels: [
        graph(
          {
            title: 'Handed up in the last hour',
            description: 'Tickets handed up to another tier, by the reason of the policy.',
            unit: 'short',
          },
          query(
            increase(METRICS.ticketsEscalated, { over: '1h', by: ['from_tier', 'to_tier', 'reason'] }),
            '{{from_tier}} to {{to_tier}} {{reason}}',
            'no ticket was handed up yet',
          ),
        ),
        graph(
          {
            title: 'Handed back, and bounces, in the last hour',
            description:
              'Tickets handed back to a lower tier; moves that brought a ticket to a tier on which it had been before.',
            unit: 'short',
          },
          query(
            increase(METRICS.ticketsReturned, { over: '1h', by: ['from_tier', 'to_tier'] }),
            '{{from_tier}} to {{to_tier}}',
          ),
          query(increase(METRICS.ticketsBounced, HOUR), 'bounced to {{tier}}'),
        ),
        graph(
          {
            title: 'Engineering',
            description: 'Tickets on hold for engineering, and those handed to it in the last hour.',
            unit: 'short',
          },
          query(shared(METRICS.waitingEngineering), 'on hold'),
          query(increase(METRICS.ticketsHandedOff, { over: '1h' }), 'handed off'),
        ),
      ],
    },
  ],
};
