import { commonConfig, ConfigError, loadConfig } from '@tierline/platform';
import { migrateDatabase, type MigrationNews } from '@tierline/store';
import { z } from 'zod';

const schema = z.object({ MONGODB_URI: commonConfig.MONGODB_URI });

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

function inWords(news: MigrationNews): string {
  switch (news.kind) {
    case 'waiting':
      return 'another run is under way; waiting for it';
    case 'started':
      return `${news.name} ...`;
    case 'progress':
      return `${news.name}: ${news.progress}`;
    case 'done':
      return `${news.name}: done in ${seconds(news.ms)}`;
  }
}

function print(text: string): void {
  process.stdout.write(`migrate: ${text}\n`);
}

// Brings the database to this release. Exit codes: 0 up to date, 1 fault, 2 configuration, 130 and 143 stopped by a signal;
// after any of them the next run goes on where this one was.
const stop = new AbortController();
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(signal, () => {
    process.exitCode = code;
    stop.abort(new Error(`stopped by ${signal}; the next run goes on from here`));
  });
}
try {
  const { MONGODB_URI } = loadConfig(schema, process.env, { service: 'migrate' });
  const started = performance.now();
  const done = await migrateDatabase(MONGODB_URI, {
    signal: stop.signal,
    tell: (news) => print(inWords(news)),
  });
  const did =
    done.length === 0 ? 'nothing to do' : `${done.length} done in ${seconds(performance.now() - started)}`;
  print(`up to date, ${did}`);
} catch (error) {
  process.exitCode ??= error instanceof ConfigError ? 2 : 1;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(error instanceof ConfigError ? `${message}\n` : `migrate: ${message}\n`);
}
