import assert from 'node:assert/strict';

import { HeatMap } from '@tierline/charts';

import { drawn, texts } from './fixtures/drawn.ts';
import { basis, heat } from './fixtures/samples.ts';

function count(html: string, part: string): number {
  return html.split(part).length - 1;
}

describe('a heat map', () => {
  it('has a cell for each hour of the week, named in words', () => {
    const html = drawn(HeatMap, heat);
    assert.equal(count(html, '<rect'), 168);
    assert.ok(texts(html).includes('Mon 13:00 to 14:00: 103 %'));
    assert.ok(texts(html).includes('Sun 23:00 to 24:00: nobody on shift'));
    for (const day of ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']) assert.ok(texts(html).includes(day));
  });

  it('is neutral below 80 % and warmer from 80, 90 and 95 %, with a number that says the same', () => {
    const cell = (share: number) => {
      const html = drawn(HeatMap, { title: 'Busy', basis, week: [[share]] });
      const [, warmth, number] = /class="tl-heat-(\d)".*?<text[^>]*>(\d+)</.exec(html) ?? [];
      return [warmth, number];
    };
    assert.deepEqual([0, 0.5, 0.7999, 0.8, 0.8999, 0.9, 0.95, 1.2].map(cell), [
      ['0', '0'],
      ['0', '50'],
      ['0', '79'],
      ['1', '80'],
      ['1', '89'],
      ['2', '90'],
      ['3', '95'],
      ['3', '120'],
    ]);
  });

  it('has a dash where nobody is on shift, and where hours are missing', () => {
    const html = drawn(HeatMap, { title: 'Busy', basis, week: [[0.5, undefined, NaN]] });
    assert.equal(count(html, 'class="tl-heat-none"'), 167);
    assert.doesNotMatch(html, /NaN/);
  });

  it('says how many hours are busy, and which most', () => {
    const html = drawn(HeatMap, heat);
    assert.match(
      html,
      /aria-label="35 of 60 staffed hours of the week are at 80 % or above; the busiest is Mon 13:00 to 14:00 with 103 %\."/,
    );
  });

  it('of nobody says that there is nothing to show', () => {
    assert.match(drawn(HeatMap, { title: 'Busy', basis, week: [] }), /Nothing to show/);
  });
});
