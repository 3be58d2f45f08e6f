/** What services expose on /metrics. */

/** The text of one service's metrics. */
export async function scrape(adminUrl: string): Promise<string> {
  const response = await fetch(`${adminUrl}/metrics`, { signal: AbortSignal.timeout(10_000) });
  return response.text();
}

/** Seconds of CPU that these services have used so far, together. */
export async function cpuSecondsOf(services: readonly { readonly adminUrl: string }[]): Promise<number> {
  const used = await Promise.all(services.map(async ({ adminUrl }) => cpuOf(await scrape(adminUrl))));
  return used.reduce((sum, seconds) => sum + seconds, 0);
}

function cpuOf(metrics: string): number {
  return Number(/^process_cpu_seconds_total(?:\{[^}]*\})? (\S+)/m.exec(metrics)?.[1]);
}
