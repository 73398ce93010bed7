/**
 * Updates displays in a page that was loaded after them. JupyterLab learns which output shows a display only when it receives
 * it; in a notebook that was saved, outputs tell by their metadata. anywidget (https://anywidget.dev) calls it with the model
 * that late-pages.ts has made.
 */
export default {
  initialize({ model }) {
    // The notebook, as JupyterLab and Notebook 7 have it. Elsewhere what was saved stands.
    const notebook = model.widget_manager?.context?.model;
    if (!model.get('late') || !notebook?.cells) return;

    const displays = () =>
      [...notebook.cells].flatMap(({ outputs }) =>
        Array.from({ length: outputs?.length ?? 0 }, (_, at) => ({
          id: outputs.get(at).metadata?.tunebook?.display,
          set: output => outputs.set(at, output),
        })),
      );
    model.on('msg:custom', ({ id, data, metadata }) => {
      for (const display of displays()) {
        if (display.id === id) display.set({ output_type: 'display_data', data, metadata });
      }
    });
    model.send({ displays: displays().flatMap(({ id }) => id ?? []) });
  },
};
