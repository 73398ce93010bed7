/**
 * Makes the tables that are marked with an id sortable and pageable, in a page that runs scripts. table-script.ts puts its text
 * behind each such table. Cells are set as text, never as HTML.
 */
export function enliven(id, rows) {
  for (const box of document.querySelectorAll(`[data-tb-rows="${id}"]`)) {
    box.removeAttribute('data-tb-rows');
    const table = box.querySelector('table');
    const heads = [...table.tHead.rows[0].cells];
    const numeric = heads.map(head => head.classList.contains('n'));
    const size = rows.length > 20 ? 10 : 20;
    const pager = element('div', '', 'tb-pager');
    const told = element('span', '');
    told.setAttribute('role', 'status');
    let order = rows.map((_, i) => i);
    let by = -1;
    let up = true;
    let first = 0;

    const draw = () => {
      const shown = order.slice(first, first + size);
      const cells = row => rows[row].map((text, i) => element('td', text, numeric[i] ? 'n' : ''));
      table.tBodies[0].replaceChildren(
        ...shown.map(row => {
          const line = element('tr', '');
          line.append(...cells(row));
          return line;
        }),
      );
      heads.forEach((head, i) => {
        head.setAttribute('aria-sort', i !== by ? 'none' : up ? 'ascending' : 'descending');
      });
      told.textContent = `${first + 1}–${first + shown.length} of ${rows.length}`;
      // Not `disabled`, which would take the focus away.
      back.setAttribute('aria-disabled', String(!pages(-size)));
      next.setAttribute('aria-disabled', String(!pages(size)));
    };
    const pages = step => first + step >= 0 && first + step < rows.length;
    const turn = (label, step) =>
      button(label, () => {
        if (pages(step)) first += step;
        draw();
      });
    const back = turn('‹ previous', -size);
    const next = turn('next ›', size);

    heads.forEach((head, column) => {
      const sort = button('', () => {
        up = by === column ? !up : true;
        by = column;
        first = 0;
        const key = numeric[column] ? number : text => (text === '' ? undefined : text);
        const keys = rows.map(row => key(row[column]));
        order = rows.map((_, i) => i).sort((a, b) => compare(keys[a], keys[b], up ? 1 : -1) || a - b);
        draw();
      });
      sort.title = 'sort';
      while (head.firstChild && head.firstChild.nodeName !== 'SMALL') sort.append(head.firstChild);
      head.prepend(sort);
    });
    if (rows.length > size) {
      pager.append(back, told, next);
      box.append(pager);
    }
    draw();
  }

  function element(tag, text, name = '') {
    const made = document.createElement(tag);
    made.textContent = text;
    if (name) made.className = name;
    return made;
  }

  function button(label, click) {
    const made = element('button', label);
    made.type = 'button';
    made.addEventListener('click', click);
    return made;
  }

  /** What is missing, and NaN, is undefined. */
  function number(text) {
    const value = Number.parseFloat(text.replaceAll('−', '-').replace('∞', 'Infinity'));
    return Number.isNaN(value) ? undefined : value;
  }

  /** What is missing comes last, whatever the order. */
  function compare(a, b, sign) {
    if (a === undefined || b === undefined) return (a === undefined) - (b === undefined);
    return sign * (typeof a === 'string' ? a.localeCompare(b) : a < b ? -1 : a > b ? 1 : 0);
  }
}
