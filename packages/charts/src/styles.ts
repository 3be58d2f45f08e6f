/**
 * How charts and tables look. All colours are custom properties on the root, which what is not in a layer overrides; they
 * follow the colour scheme of the page. Series differ by colour (blue, orange, ink, light blue) and by dashes.
 */
export const CHART_STYLES = `@layer charts {
:root {
  --tl-surface: light-dark(#ffffff, #14171c);
  --tl-ink: light-dark(#1b1f24, #e6e9ee);
  --tl-soft: light-dark(#57606a, #a3acb8);
  --tl-grid: light-dark(#e3e6ea, #2a3039);
  --tl-series-1: light-dark(#0b62a8, #6bb1ff);
  --tl-series-2: light-dark(#b34d00, #ffa14d);
  --tl-series-3: light-dark(#3d444d, #c4cbd4);
  --tl-series-4: light-dark(#2f8fb3, #9adbf2);
  --tl-idle: light-dark(#f0f2f4, #232830);
  --tl-heat-1: light-dark(#ffe2c4, #4d3216);
  --tl-heat-2: light-dark(#ffc48a, #7a4a14);
  --tl-heat-3: light-dark(#f59a45, #ffa14d);
  --tl-heat-3-ink: #1b1f24;
}
.tl-figure { margin: 0 0 2.5rem; max-width: 45rem; color: var(--tl-ink); }
.tl-title, .tl-summary { display: block; }
.tl-title { font-size: 1.05rem; }
.tl-summary { margin: 0.15rem 0 0.6rem; }
.tl-scroll { overflow-x: auto; }
.tl-drawing { display: block; width: 100%; min-width: 40rem; height: auto; font: 12px system-ui, "DejaVu Sans", sans-serif; font-variant-numeric: tabular-nums; }
.tl-drawing text { fill: var(--tl-ink); }
.tl-drawing .tl-soft { fill: var(--tl-soft); }
.tl-strong { font-weight: 650; }
.tl-halo { paint-order: stroke; stroke: var(--tl-surface); stroke-width: 4px; stroke-linejoin: round; }
.tl-basis { margin: 0.4rem 0; font-size: 0.8rem; color: var(--tl-soft); }
.tl-nothing { fill: none; stroke: var(--tl-soft); stroke-dasharray: 4 4; }
.tl-grid { stroke: var(--tl-grid); }
.tl-axis, .tl-zero { stroke: var(--tl-soft); }
.tl-zero { stroke-width: 1.5; }
.tl-target { stroke: var(--tl-ink); stroke-width: 1.25; stroke-dasharray: 2 3; }
.tl-series-1 { --tl-own: var(--tl-series-1); }
.tl-series-2 { --tl-own: var(--tl-series-2); stroke-dasharray: 8 4; }
.tl-series-3 { --tl-own: var(--tl-series-3); stroke-dasharray: 2 3; }
.tl-series-4 { --tl-own: var(--tl-series-4); stroke-dasharray: 10 3 2 3; }
.tl-line { fill: none; stroke: var(--tl-own); stroke-width: 2; stroke-linejoin: round; }
.tl-band { fill: var(--tl-own); stroke: none; }
.tl-band-90 { fill-opacity: 0.14; }
.tl-band-50 { fill-opacity: 0.24; }
.tl-dot { fill: var(--tl-own); stroke: var(--tl-surface); stroke-width: 1.5; stroke-dasharray: none; }
.tl-heat-none rect { fill: none; stroke: var(--tl-grid); }
.tl-drawing .tl-heat-none text { fill: var(--tl-soft); }
.tl-heat-0 rect { fill: var(--tl-idle); }
.tl-heat-1 rect { fill: var(--tl-heat-1); }
.tl-heat-2 rect { fill: var(--tl-heat-2); }
.tl-heat-3 rect { fill: var(--tl-heat-3); }
.tl-drawing .tl-heat-3 text { fill: var(--tl-heat-3-ink); font-weight: 650; }
.tl-frontier { fill: none; stroke: var(--tl-soft); stroke-width: 1.25; }
.tl-whisker { fill: none; stroke: var(--tl-own); stroke-width: 1.5; }
.tl-meets { --tl-own: var(--tl-series-1); }
.tl-meets circle { fill: var(--tl-own); }
.tl-misses { --tl-own: var(--tl-series-2); }
.tl-misses path { fill: none; stroke: var(--tl-own); stroke-width: 2; }
.tl-misses .tl-whisker { stroke-dasharray: 3 2; }
.tl-ring { fill: none; stroke: var(--tl-ink); stroke-width: 1.5; }
.tl-clear { --tl-own: var(--tl-series-1); }
.tl-clear circle { fill: var(--tl-own); }
.tl-unclear { --tl-own: var(--tl-soft); }
.tl-unclear circle { fill: var(--tl-surface); stroke: var(--tl-own); stroke-width: 1.5; }
.tl-bar { fill: var(--tl-series-1); fill-opacity: 0.45; }
.tl-bar-whisker { fill: none; stroke: var(--tl-ink); stroke-width: 1.25; }
.tl-table { border-collapse: collapse; font-size: 0.85rem; font-variant-numeric: tabular-nums; }
.tl-table caption { text-align: start; padding: 0.4rem 0; color: var(--tl-soft); }
.tl-table th, .tl-table td { text-align: start; padding: 0.2rem 0.75rem 0.2rem 0; border-bottom: 1px solid var(--tl-grid); font-weight: 400; white-space: nowrap; }
.tl-table thead th { font-weight: 650; vertical-align: bottom; white-space: normal; }
.tl-table .tl-number { text-align: end; }
.tl-unit { font-weight: 400; color: var(--tl-soft); }
@media print {
  :root { color-scheme: light; }
  .tl-figure { break-inside: avoid; }
  .tl-figure:has(details[open]) { break-inside: auto; }
  .tl-scroll { overflow: visible; }
  .tl-drawing { min-width: 0; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .tl-figure details:not([open]) { display: none; }
}
@media (forced-colors: active) {
  :root {
    --tl-surface: Canvas; --tl-ink: CanvasText; --tl-soft: CanvasText; --tl-grid: GrayText;
    --tl-series-1: CanvasText; --tl-series-2: CanvasText; --tl-series-3: CanvasText; --tl-series-4: CanvasText;
    --tl-idle: Canvas; --tl-heat-1: Canvas; --tl-heat-2: Canvas; --tl-heat-3: Highlight; --tl-heat-3-ink: HighlightText;
  }
  .tl-heat-1 rect, .tl-heat-2 rect { stroke: CanvasText; }
  .tl-heat-2 rect { stroke-width: 2; }
}
}`;

/** How a page looks around its charts. */
export const PAGE_STYLES = `@layer page {
:root { color-scheme: light dark; }
body { margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 60rem; background: var(--tl-surface); color: var(--tl-ink); font: 16px/1.45 system-ui, "DejaVu Sans", sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 0.75rem; }
h2 { font-size: 1.25rem; margin: 2.25rem 0 0.75rem; }
summary { cursor: pointer; padding: 0.25rem 0; color: var(--tl-soft); }
@media print { body { padding: 0; max-width: none; font-size: 11pt; } }
}`;
