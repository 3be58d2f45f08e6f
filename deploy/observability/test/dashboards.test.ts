import assert from 'node:assert/strict';

import { DASHBOARDS } from '../src/dashboards/dashboards.ts';
import { grafanaJson } from '../src/dashboards/grafana.ts';

interface Built {
  readonly title: string;
  readonly panels: readonly {
    readonly id: number;
    readonly type: string;
    readonly title: string;
    readonly description?: string;
    readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
    readonly targets?: readonly {
      readonly expr: string;
      readonly refId: string;
      readonly legendFormat: string;
    }[];
  }[];
}

describe('a dashboard', () => {
  for (const dashboard of DASHBOARDS) {
    const { panels } = JSON.parse(grafanaJson(dashboard)) as Built;
    const shown = panels.filter(({ type }) => type !== 'row');

    it(`${dashboard.uid} says of every panel what it shows, in which unit, and how to read it`, () => {
      assert.ok(shown.length > 20);
      for (const { title, description = '', fieldConfig, targets = [] } of shown) {
        assert.ok(description.length > 20 && description !== title, title);
        assert.ok(fieldConfig?.defaults.unit, title);
        assert.ok(targets.length > 0, title);
        for (const { expr, legendFormat } of targets) assert.ok(expr !== '' && legendFormat !== '', title);
        assert.equal(new Set(targets.map(({ refId }) => refId)).size, targets.length, title);
      }
      assert.equal(new Set(shown.map(({ title }) => title)).size, shown.length);
      assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
    });

    it(`${dashboard.uid} has no panel over another`, () => {
      const cells = new Set<string>();
      for (const { title, gridPos } of panels) {
        assert.ok(gridPos.x + gridPos.w <= 24, title);
        for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1)
          for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
            assert.ok(!cells.has(`${x}/${y}`), `${title} lies over another panel`);
            cells.add(`${x}/${y}`);
          }
      }
    });
  }
});
