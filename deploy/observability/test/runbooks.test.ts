import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';

import { METRICS, type Metric, ROUTES } from '@tierline/contracts';

import { RULES } from '../src/rules.ts';

const root = new URL('../../../', import.meta.url);
const folder = new URL('docs/runbooks/', root);
const pages = new Map(
  readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')] as const),
);
const alerts = Object.values(RULES)
  .flat()
  .flatMap((group) => group.alerts);
const recorded = new Set(
  Object.values(RULES)
    .flat()
    .flatMap((group) => group.recordings.map(({ name }) => name)),
);

const COMMANDS = /```sh\n.*?```|`redis-cli[^`]*`/gs;

/** Sections of a page, by heading. */
function sections(text: string): ReadonlyMap<string, string> {
  return new Map(
    text
      .split(/^## /m)
      .slice(1)
      .map((section) => [section.slice(0, section.indexOf('\n')), section] as const),
  );
}

function sourceOf(folders: readonly string[]): string {
  return folders
    .flatMap((folder) =>
      readdirSync(new URL(folder, root), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => new URL(`${folder}${entry.name}/src/`, root)),
    )
    .flatMap((src) =>
      readdirSync(src, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => readFileSync(new URL(name, src), 'utf8')),
    )
    .join('\n');
}

describe('the runbooks', () => {
  it('have a section for each alert, and none for others', () => {
    const wanted = [...new Set(alerts.map(({ page, section, name }) => `${page}.md ${section ?? name}`))];
    const there = [...pages]
      .filter(([name]) => name !== 'README.md')
      .flatMap(([name, text]) => [...sections(text).keys()].map((heading) => `${name} ${heading}`));
    assert.deepEqual(there.toSorted(), wanted.toSorted());
  });

  it('say in each section what it means, what to look at, what may be the cause, what to do, and how to try it', () => {
    for (const text of pages.values())
      for (const [heading, section] of sections(text).entries()) {
        if (!alerts.some(({ section, name }) => (section ?? name) === heading)) continue;
        assert.match(section, /\*\*Means\*\* /, heading);
        assert.match(section, /```promql\n/, heading);
        if (heading !== 'Watchdog') assert.match(section, /^Likely/m, heading);
        assert.match(section, /remedy/i, heading);
        assert.match(section, /test/i, heading);
      }
  });

  it('are listed, and link to sections that there are', () => {
    const anchors = new Map(
      [...pages].map(([name, text]) => [name, [...sections(text).keys()].map((one) => one.toLowerCase())]),
    );
    for (const name of pages.keys())
      if (name !== 'README.md') assert.ok(pages.get('README.md')?.includes(`(${name})`), name);
    for (const [name, text] of pages)
      for (const [, page = '', anchor = ''] of text.matchAll(
        /\]\((?!\.\.|http)([a-z]*(?:\.md)?)#([a-z]+)\)/g,
      ))
        assert.ok(anchors.get(page === '' ? name : page)?.includes(anchor), `${name}: ${page}#${anchor}`);
  });

  it('ask for metrics and labels that there are', () => {
    const metrics = new Map<string, Metric>(Object.values(METRICS).map((metric) => [metric.name, metric]));
    // Commands name keys of Redis, which begin in the same way.
    const asked = [...pages].map(([name, text]) => [name, text.replaceAll(COMMANDS, '')] as const);
    for (const [name, text] of asked)
      for (const [, metric = '', labels = ''] of text.matchAll(/\b(tierline[_:][\w:]*)(\{[^}]*\})?/g)) {
        if (metric.includes(':')) {
          assert.ok(recorded.has(metric), `${name}: ${metric}`);
          continue;
        }
        const known = metrics.get(metric) ?? metrics.get(metric.replace(/_(bucket|count|sum)$/, ''));
        assert.ok(known, `${name}: ${metric}`);
        for (const [, label = ''] of labels.matchAll(/(\w+)=/g))
          assert.ok(
            ['service', 'instance', ...Object.keys(known.labels)].includes(label),
            `${name}: ${label}`,
          );
      }
  });

  it('ask the API for what it has', () => {
    const shapes = new Set(Object.values(ROUTES).map(({ path }) => path.replaceAll(/\{[^}]+\}/g, '*')));
    const asked = [...pages].flatMap(([name, text]) =>
      [...text.matchAll(/\/v1\/[\w/{}-]+/g)].map(([path]) => ({ name, path })),
    );
    assert.ok(asked.length > 10);
    for (const { name, path } of asked)
      assert.ok(shapes.has(path.replaceAll(/\{[^}]+\}/g, '*')), `${name}: ${path}`);
  });

  it('look for lines that the services write', () => {
    const source = sourceOf(['packages/', 'services/']);
    const lines = [...pages].flatMap(([name, text]) =>
      [...text.matchAll(/\.msg == "([^"]+)"/g)].map(([, line = '']) => ({ name, line })),
    );
    assert.ok(lines.length > 10);
    for (const { name, line } of lines) assert.ok(source.includes(`'${line}'`), `${name}: ${line}`);
  });
});
