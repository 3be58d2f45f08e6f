import {
  type DataSourceRef,
  ReduceDataOptionsBuilder,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  DashboardBuilder,
  DatasourceVariableBuilder,
  RowBuilder,
  ThresholdsConfigBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as FigureBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as GraphBuilder } from '@grafana/grafana-foundation-sdk/timeseries';

import type { Dashboard, Panel, Threshold } from './panel.ts';

/** Whoever looks chooses among the Prometheus servers that Grafana has. */
const DATASOURCE: DataSourceRef = { type: 'prometheus', uid: '${datasource}' };

/** Of the 24 columns of a dashboard. */
const FIGURE = { width: 6, height: 5 };
const GRAPH = { width: 8, height: 8 };

/** The model that Grafana imports, as JSON. */
export function grafanaJson({ uid, title, description, from, rows }: Dashboard): string {
  const builder = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(['tierline'])
    .time({ from, to: 'now' })
    .refresh('30s')
    .readonly()
    .withVariable(new DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus'));
  let id = 0;
  for (const row of rows) {
    builder.withRow(new RowBuilder(row.title).id((id += 1)));
    for (const panel of row.panels) builder.withPanel(built(panel, (id += 1)));
  }
  return `${JSON.stringify(builder.build(), null, 2)}\n`;
}

function built(panel: Panel, id: number): FigureBuilder | GraphBuilder {
  const { title, description, unit, kind, queries, thresholds } = panel;
  const targets = queries.map(({ expr, legend }, index) => {
    const target = new DataqueryBuilder()
      .expr(expr)
      .legendFormat(legend)
      .refId('ABCDEFGH'.charAt(index))
      .datasource(DATASOURCE);
    return kind === 'figure' ? target.instant() : target.range();
  });
  const { width, height } = kind === 'figure' ? FIGURE : GRAPH;
  const builder =
    kind === 'figure'
      ? new FigureBuilder()
          .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
          .noValue('none')
      : new GraphBuilder()
          .min(0)
          .lineWidth(1)
          .fillOpacity(5)
          .legend(new VizLegendOptionsBuilder().showLegend(true))
          .tooltip(new VizTooltipOptionsBuilder());
  builder
    .id(id)
    .title(title)
    .description(description)
    .unit(unit)
    .span(width)
    .height(height)
    .datasource(DATASOURCE)
    .targets(targets);
  return thresholds === undefined ? builder : builder.thresholds(steps(thresholds));
}

function steps(thresholds: readonly Threshold[]): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder().steps([
    { value: null, color: thresholds[0]?.color === 'green' ? 'red' : 'green' },
    ...thresholds.map(({ from, color }) => ({ value: from, color })),
  ]);
}
