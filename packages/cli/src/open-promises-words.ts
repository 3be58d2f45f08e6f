import { inWords, type OpenPromisesView } from '@tierline/contracts';

const CLOCKS: Readonly<Record<OpenPromisesView['clocks'][number]['clock'], string>> = {
  firstResponse: 'first response',
  nextResponse: 'next response',
  update: 'update',
  resolution: 'resolution',
  tier: "the tier's target",
  supplier: 'supplier',
};

/** Promises that are named of each kind; with --json there are more. */
const NAMED = 10;

/** What would become of the promises of open tickets, in lines. */
export function openPromisesInWords(promises: OpenPromisesView): string[] {
  const { examined, more, changed, clocks, breached, kept, cancelled } = promises;
  return [
    `open tickets: ${changed} of ${examined} would be promised otherwise${more ? '; there are more open tickets than were looked at (--open)' : ''}`,
    ...clocks.map(({ clock, ...counts }) => `  ${CLOCKS[clock]}: ${countsInWords(counts)}`),
    ...affectedInWords('would be broken at once', breached),
    ...affectedInWords('are broken and would not be', kept),
    ...affectedInWords('would be cancelled', cancelled),
  ];
}

function countsInWords({
  earlier,
  later,
  same,
  cancelled,
}: Omit<OpenPromisesView['clocks'][number], 'clock'>): string {
  const words = [
    [earlier, 'due earlier'],
    [later, 'due later'],
    [cancelled, 'cancelled'],
    [same, 'due as before'],
  ] as const;
  return words.flatMap(([count, how]) => (count === 0 ? [] : [`${count} ${how}`])).join(', ');
}

function affectedInWords(what: string, { count, items }: OpenPromisesView['breached']): string[] {
  if (count === 0) return [];
  const named = items.slice(0, NAMED).map(({ ticket, clock, overSeconds }) => {
    const over = overSeconds === undefined ? '' : `, by ${inWords(overSeconds * 1000)}`;
    return `  ${ticket}: ${CLOCKS[clock]}${over}`;
  });
  return [`promises that ${what}: ${count}`, ...named, ...(count > NAMED ? ['  ...'] : [])];
}
