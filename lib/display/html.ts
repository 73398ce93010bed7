const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text made safe for HTML, between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, char => entities[char]!);
}

/** The attributes of a table's cell. Texts are set to the left in the cell too: JupyterLab leaves out the sheet where it does not trust, and sets all to the right. */
export function alignment(numeric: boolean, more = ''): string {
  const classes = [numeric ? 'n' : '', more].filter(Boolean).join(' ');
  return `${classes ? ` class="${classes}"` : ''}${numeric ? '' : ' style="text-align:left"'}`;
}
