/** A measurement that settles on its target. */
const curve =
  'M14.0 21.0C15.8 23.1 17.6 36.8 19.5 48.0C21.3 59.2 23.1 66.2 24.9 64.8C26.7 63.5 28.5 55.0 30.4 48.0C32.2 41.0 34.0 36.7 35.8 37.5C37.6 38.3 39.5 43.7 41.3 48.0' +
  'C43.1 52.3 44.9 55.1 46.7 54.5C48.5 54.0 50.4 50.7 52.2 48.0C54.0 45.3 55.8 43.6 57.6 43.9C59.5 44.2 61.3 46.3 63.1 48.0C64.9 49.7 66.7 50.7 68.5 50.5C70.4 50.3 72.2 49.1 74.0 48.0';

/** The kernel's logo as SVG. */
export const logoSvg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96">
  <linearGradient id="blue" x1="0" y1="0" x2="1" y2="1">
    <stop offset="0" stop-color="#3b82d6"/><stop offset="1" stop-color="#1c3f86"/>
  </linearGradient>
  <rect x="2" y="2" width="92" height="92" rx="20" fill="url(#blue)"/>
  <path d="M14 48H82" stroke="#fff" stroke-opacity=".28" stroke-width="2.5" stroke-linecap="round"/>
  <path d="${curve}" fill="none" stroke="#fff" stroke-width="6" stroke-linecap="round" stroke-linejoin="round"/>
  <circle cx="78" cy="48" r="8.5" fill="#ffb74a"/>
</svg>
`;
