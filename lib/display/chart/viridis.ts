/** Ten colours of viridis (https://bids.github.io/colormap), evenly spaced: even steps for the eye and for colour-blind eyes. */
const stops = [
  [0x44, 0x01, 0x54],
  [0x48, 0x28, 0x78],
  [0x3e, 0x49, 0x89],
  [0x31, 0x68, 0x8e],
  [0x26, 0x82, 0x8e],
  [0x1f, 0x9e, 0x89],
  [0x35, 0xb7, 0x79],
  [0x6e, 0xce, 0x58],
  [0xb5, 0xde, 0x2b],
  [0xfd, 0xe7, 0x25],
] as const;

/** The colour of a number from 0 to 1: red, green and blue from 0 to 255. */
export function viridis(part: number): [red: number, green: number, blue: number] {
  const at = Math.max(0, Math.min(1, part)) * (stops.length - 1);
  const below = Math.min(stops.length - 2, Math.floor(at));
  const [a, b] = [stops[below]!, stops[below + 1]!];
  const mixed = (channel: 0 | 1 | 2) => Math.round(a[channel] + (b[channel] - a[channel]) * (at - below));
  return [mixed(0), mixed(1), mixed(2)];
}
