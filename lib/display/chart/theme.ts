/**
 * Colours with the hues of Okabe and Ito, which colour-blind eyes tell apart, moved so that each has a contrast of 3:1 to white and
 * to the dark pages of JupyterLab, and that the least distance of two for any of these eyes is as large as it gets.
 */
export const palette = ['#4175aa', '#cc4700', '#00a26f', '#cd79a6', '#aa9300', '#2c9bea', '#6c6258'] as const;

/**
 * Colours from blue to orange for thin lines of numbers: lighter with each step, safe for colour-blind eyes, and each with a contrast of
 * 3:1 to white and to dark pages, where the ends of viridis are lost.
 */
export const lineColours = ['#3567b0', '#6f6cb8', '#9a68b0', '#bb6b95', '#cf7270', '#d97a41'] as const;

/** Dashes that tell lines of one colour apart. */
export const dashes = [
  [1, 0],
  [6, 3],
  [2, 2],
  [8, 2, 2, 2],
] as const;

/** The greys of a chart. */
interface Greys {
  readonly text: string;
  readonly textOpacity: number;
  readonly strong: string;
  readonly line: string;
  readonly background: string;
}

/** On screen the background is the page's and text has the colour of the page's text, so both suit any theme. */
const screen: Greys = {
  text: 'currentColor',
  textOpacity: 0.8,
  strong: 'currentColor',
  line: '#80808040',
  background: 'transparent',
};
const paper: Greys = {
  text: '#57606a',
  textOpacity: 1,
  strong: '#1f2328',
  line: '#d8dee4',
  background: '#ffffff',
};

const screenFont = 'system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif';

/** The look of a chart on screen, where the page may be light or dark. */
export const screenConfig = config(screen, screenFont);

/** The look of a chart as a picture, on white, in the typeface that comes along; where an SVG is shown, in one as wide. */
export const paperConfig = { ...config(paper, 'DejaVu Sans, Verdana, sans-serif'), aria: false };

function config({ text, textOpacity, strong, line, background }: Greys, font: string): object {
  return {
    background,
    font,
    view: { stroke: null },
    axis: {
      labelColor: text,
      labelOpacity: textOpacity,
      labelFontSize: 11,
      titleColor: text,
      titleOpacity: textOpacity,
      titleFontSize: 12,
      titleFontWeight: 'normal',
      titlePadding: 10,
      domainColor: line,
      tickColor: line,
      gridColor: line,
      gridWidth: 0.6,
      domainWidth: 1,
      tickWidth: 1,
      tickSize: 4,
      labelFlush: false,
    },
    axisX: { grid: false },
    axisY: { grid: true, domain: false, ticks: false, labelPadding: 6, tickCount: 5 },
    title: {
      color: strong,
      fontSize: 13,
      fontWeight: 600,
      anchor: 'start',
      frame: 'group',
      offset: 10,
      subtitleColor: text,
      subtitleFontSize: 11,
      subtitlePadding: 4,
    },
    header: {
      labelColor: text,
      labelFontSize: 11,
      titleColor: text,
      titleFontSize: 11,
      titleFontWeight: 'normal',
    },
    legend: {
      labelColor: text,
      labelOpacity: textOpacity,
      titleColor: text,
      titleOpacity: textOpacity,
      labelFontSize: 11,
      titleFontSize: 11,
      titleFontWeight: 'normal',
      orient: 'top',
      direction: 'horizontal',
      offset: 10,
      symbolSize: 70,
      symbolStrokeWidth: 2,
      gradientStrokeColor: 'transparent',
    },
    text: { color: text, fontSize: 11 },
    rule: { color: text },
    style: { edge: { color: strong } },
    range: { category: palette },
    line: { strokeWidth: 1.8, strokeJoin: 'round' },
    point: { filled: true, size: 36, opacity: 0.9 },
    bar: { cornerRadiusEnd: 1 },
    area: { opacity: 0.25, line: true },
  };
}
