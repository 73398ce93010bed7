/**
 * Colours that colour-blind eyes tell apart (after Okabe and Ito): without the yellow that white swallows, and with a blue that black
 * does not.
 */
export const palette = ['#1a7dc0', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#8a8f98'] as const;

/** The greys of a chart. */
interface Greys {
  readonly text: string;
  readonly strong: string;
  readonly line: string;
  readonly background: string;
}

/** On screen the background is the page's, light or dark: these greys read on both. */
const screen: Greys = { text: '#77808a', strong: '#77808a', line: '#80808040', background: 'transparent' };
const paper: Greys = { text: '#656d76', strong: '#1f2328', line: '#d8dee4', background: '#ffffff' };

const screenFont = 'system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif';

/** The look of a chart on screen, where the page may be light or dark. */
export const screenConfig = config(screen, screenFont);

/** The look of a chart as a picture, on white, in the one typeface that comes along. */
export const paperConfig = config(paper, 'DejaVu Sans');

function config(greys: Greys, font: string): object {
  return {
    background: greys.background,
    font,
    view: { stroke: null },
    axis: {
      labelColor: greys.text,
      labelFontSize: 11,
      titleColor: greys.text,
      titleFontSize: 12,
      titleFontWeight: 'normal',
      titlePadding: 10,
      domainColor: greys.line,
      tickColor: greys.line,
      gridColor: greys.line,
      gridWidth: 0.6,
      domainWidth: 1,
      tickWidth: 1,
      tickSize: 4,
    },
    axisX: { grid: false, labelFlush: false },
    axisY: { grid: true, domain: false, ticks: false, labelPadding: 6, tickCount: 5 },
    title: {
      color: greys.strong,
      fontSize: 13,
      fontWeight: 600,
      anchor: 'start',
      frame: 'group',
      offset: 10,
    },
    legend: {
      labelColor: greys.text,
      titleColor: greys.text,
      labelFontSize: 11,
      titleFontSize: 11,
      titleFontWeight: 'normal',
      orient: 'top',
      direction: 'horizontal',
      offset: 10,
      symbolSize: 70,
      symbolStrokeWidth: 2,
    },
    text: { color: greys.text, fontSize: 11 },
    rule: { color: greys.text },
    range: { category: palette },
    line: { strokeWidth: 1.8, strokeJoin: 'round' },
    point: { filled: true, size: 36, opacity: 0.9 },
    bar: { cornerRadiusEnd: 1 },
    area: { opacity: 0.25, line: true },
  };
}
