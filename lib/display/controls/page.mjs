/**
 * Gives life to the buttons and inputs in Tunebook's displays, in a page whose kernel runs. anywidget (https://anywidget.dev)
 * calls it with the model that page-link.ts has made. The displays themselves are HTML without scripts: a saved notebook needs
 * no widget to show them, and what is marked with another kernel's key stays hidden and dead.
 */

/** Milliseconds: a kernel that does not answer for so long is taken for gone. */
const patience = 5000;

/** What scrolls in itself, and the keys that do it. */
const scrolled = '.tb-log > div, .tb-scroll';
const moves = /^(Arrow|Page|Home|End)/;

export default {
  initialize({ model }) {
    const key = model.get('key');
    const own = `[data-tb="${key}"]`;
    const controller = new AbortController();
    const { signal } = controller;
    const sheet = document.head.appendChild(document.createElement('style'));
    // What tells how to do the same by hand appears when a display is no longer told anything new.
    sheet.textContent = `
      .tb-do${own},.tb-panel${own}{display:inline-flex}.tb-dead${own}{display:none}
      .tb-byhand${own}{animation:tb-byhand 1ms ${patience}ms backwards}
      @keyframes tb-byhand{from{height:0;padding:0;border-width:0;overflow:hidden;visibility:hidden}}`;
    const listen = (type, listener) => document.addEventListener(type, listener, { capture: true, signal });

    let sent = 0;
    let silence;
    const tell = (element, value) => {
      const { tbOf, tbDo } = element.dataset;
      model.send({ n: ++sent, of: tbOf, do: tbDo, value });
      clearTimeout(silence);
      silence = setTimeout(() => show(false), patience);
    };
    const show = alive => {
      sheet.disabled = !alive;
    };
    model.on('msg:custom', ({ answer }) => {
      if (answer === sent) clearTimeout(silence);
      show(true);
    });
    // The kernel restarts.
    model.on('comm_live_update', () => show(false));

    const found = (event, selector) => event.target?.closest?.(`${selector}${own}`);
    const same = element =>
      `${own}[data-tb-of="${element.dataset.tbOf}"][data-tb-do="${element.dataset.tbDo}"]`;

    // An update may replace a button between press and release: the browser tells of no click then.
    let pressed;
    let released = 0;
    listen('pointerdown', event => {
      const button = event.button === 0 && found(event, '.tb-do');
      pressed = button ? same(button) : undefined;
    });
    listen('pointerup', event => {
      const button = pressed && event.target?.closest?.(pressed);
      pressed = undefined;
      if (!button) return;
      released = event.timeStamp;
      tell(button);
    });
    // By other means than a pointer, such as those of a screen reader.
    listen('click', event => {
      const button = event.timeStamp - released > 500 && found(event, '.tb-do');
      if (button) tell(button);
    });
    listen('input', event => {
      const output = found(event, 'input[type=range]')?.nextElementSibling;
      if (output) output.textContent = event.target.value;
    });
    listen('change', event => {
      const input = found(event, ':is(input,select)');
      if (input) tell(input, input.type === 'checkbox' ? input.checked : input.value);
    });

    // Arrows, space and Enter are the element's own, not shortcuts of the notebook around it; so are arrows in a log or wide table.
    window.addEventListener(
      'keydown',
      event => {
        const element = found(event, '[data-tb-do]');
        const chord = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;
        if (!chord && moves.test(event.key) && event.target?.matches?.(scrolled)) event.stopPropagation();
        if (!element || chord || event.key === 'Escape') return;
        event.stopPropagation();
        if (!element.matches('.tb-do') || event.repeat || ![' ', 'Enter'].includes(event.key)) return;
        event.preventDefault();
        tell(element);
      },
      { capture: true, signal },
    );

    // An update takes the focus with the element that had it: its successor gets it, unless the user went elsewhere. That
    // the notebook around it takes the focus meanwhile does not count.
    let focused;
    let around = [];
    let lost = 0;
    const updates = new MutationObserver(() => {
      if (focused.isConnected) {
        lost = 0;
        return;
      }
      lost ||= performance.now();
      // Without a successor by now there is none.
      if (performance.now() - lost > 500) {
        updates.disconnect();
        focused = undefined;
        return;
      }
      const next =
        document.querySelector(same(focused)) ??
        document.querySelector(`${own}[data-tb-of="${focused.dataset.tbOf}"]`);
      if (next && around.includes(document.activeElement)) next.focus({ preventScroll: true });
    });
    listen('focusin', event => {
      if (focused && !focused.isConnected && around.includes(event.target)) return;
      updates.disconnect();
      focused = found(event, '[data-tb-do]');
      around = event.composedPath();
      if (focused) updates.observe(document.body, { childList: true, subtree: true });
    });

    return () => {
      controller.abort();
      clearTimeout(silence);
      updates.disconnect();
      sheet.remove();
    };
  },
};
