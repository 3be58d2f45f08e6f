import type { Example } from '@tierline/classifier';
import { instant } from '@tierline/domain';
import { loadPreset, type Preset } from '@tierline/presets';
import { type GeneratedTicket, generateTickets } from '@tierline/replay';

const DAY = Date.parse('2026-03-02T08:00:00Z');

/** Tickets of the reference company, as its customers write them; another seed makes others. */
export function syntheticTickets({ scenario }: Preset, seed: number, count: number): GeneratedTicket[] {
  const days = [{ opens: instant(DAY), closes: instant(DAY + 10 * 3_600_000) }];
  return generateTickets({ scenario, seed, count, days });
}

export async function saas(): Promise<Preset> {
  return loadPreset('saas');
}

/** What a model learns of them: who solved them is the lowest tier that can. */
export function examplesOf(tickets: readonly GeneratedTicket[], seed: number): Example[] {
  return tickets.map(({ number, trueTier, request: { subject, description } }) => ({
    id: `${seed}/${number}`,
    tier: trueTier,
    subject,
    description,
  }));
}
