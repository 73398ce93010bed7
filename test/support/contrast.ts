/**
 * Runs in a page: the texts of displays whose contrast to what is behind them is less than 4.5:1
 * (https://www.w3.org/TR/WCAG22/#contrast-minimum), with it.
 */
export function unreadable(): string[] {
  type Color = readonly [number, number, number, number];
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
  const parsed = (text: string): Color => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = text;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r!, g!, b!, a! / 255];
  };
  const over = (top: Color, below: Color): Color => {
    const alpha = top[3] + below[3] * (1 - top[3]) || 1;
    const mixed = (i: 0 | 1 | 2) => (top[i] * top[3] + below[i] * below[3] * (1 - top[3])) / alpha;
    return [mixed(0), mixed(1), mixed(2), alpha];
  };
  const behind = (element: Element | null): Color =>
    element
      ? over(parsed(getComputedStyle(element).backgroundColor), behind(element.parentElement))
      : [255, 255, 255, 1];
  const luminance = (color: Color) => {
    const linear = (i: 0 | 1 | 2) => {
      const value = color[i] / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * linear(0) + 0.7152 * linear(1) + 0.0722 * linear(2);
  };
  const found: string[] = [];
  for (const root of document.querySelectorAll('.jp-OutputArea-output :is(.tb, svg.marks)')) {
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const element = node.parentElement!;
      const { color, fill, fillOpacity, opacity } = getComputedStyle(element);
      if (!node.textContent?.trim() || !element.checkVisibility({ visibilityProperty: true })) continue;
      const ground = behind(element);
      const [r, g, b, a] = parsed(element.closest('svg') ? fill : color);
      const shown = over([r, g, b, a * Number(fillOpacity) * Number(opacity)], ground);
      const [light, dark] = [luminance(shown), luminance(ground)].sort((x, y) => y - x);
      const contrast = (light! + 0.05) / (dark! + 0.05);
      if (contrast < 4.5)
        found.push(`${contrast.toFixed(2)} ${element.className} ${node.textContent.trim().slice(0, 40)}`);
    }
  }
  return found;
}
