// JupyterLab's renderer of plotly figures. It is a module federation container written by hand
// (https://webpack.js.org/concepts/module-federation/#dynamic-remote-containers), so that nothing has to be bundled: JupyterLab
// hands it its own Widget class, and plotly.js is loaded from the same folder with the first figure.
(() => {
  const mimeType = 'application/vnd.plotly.v1+json';
  const plotlyUrl = new URL('plotly.min.js', document.currentScript.src).href;
  const defaultHeight = 450;
  let loading;

  function plotly() {
    loading ??= new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.src = plotlyUrl;
      script.onload = () => resolve(window.Plotly);
      script.onerror = () => {
        loading = undefined;
        script.remove();
        reject(new Error(`plotly.js could not be loaded from ${plotlyUrl}.`));
      };
      document.head.append(script);
    });
    return loading;
  }

  /** What a figure leaves open has the colours of the page around it, light or dark. */
  function themed(layout) {
    if (layout.template !== undefined) return layout;
    const page = getComputedStyle(document.body);
    const clear = 'rgba(0, 0, 0, 0)';
    const color = page.getPropertyValue('--jp-content-font-color1').trim() || page.color;
    const paper = page.getPropertyValue('--jp-layout-color0').trim() || clear;
    const line = 'rgba(128, 128, 128, 0.3)';
    const axis = { color, gridcolor: line, linecolor: line, zerolinecolor: line };
    // Lines in space know no transparency.
    const solid = 'rgb(150, 150, 150)';
    const in3d = { color, gridcolor: solid, linecolor: solid, zerolinecolor: solid, showbackground: false };
    const template = {
      layout: {
        font: { color },
        // Labels over lines have an edge of it.
        paper_bgcolor: paper,
        plot_bgcolor: clear,
        modebar: { bgcolor: clear, color: 'rgba(128, 128, 128, 0.6)', activecolor: color },
        xaxis: axis,
        yaxis: axis,
        scene: { xaxis: in3d, yaxis: in3d, zaxis: in3d },
      },
    };
    return { ...layout, template };
  }

  function figureClass(Widget) {
    return class Figure extends Widget {
      #shown = false;
      #model;
      #themes = new MutationObserver(() => this.#shown && void this.renderModel(this.#model));

      constructor() {
        super();
        this.#themes.observe(document.body, { attributeFilter: ['data-jp-theme-name'] });
        this.node.style.width = '100%';
        this.node.style.overflow = 'hidden';
      }

      async renderModel(model) {
        this.#model = model;
        // Plotly writes into what it draws, and the model is what gets saved.
        const { data = [], layout = {}, config = {}, frames } = structuredClone(model.data[mimeType]);
        const height = layout.height ?? defaultHeight;
        this.node.style.height = `${height}px`;
        const Plotly = await plotly();
        if (this.isDisposed) return;
        await Plotly.react(this.node, data, themed({ ...layout, height }), {
          displaylogo: false,
          ...config,
        });
        if (frames) await Plotly.addFrames(this.node, frames);
        this.#shown = true;
        this.#fit();
      }

      onAfterAttach(message) {
        super.onAfterAttach(message);
        this.#fit();
      }

      onAfterShow(message) {
        super.onAfterShow(message);
        this.#fit();
      }

      onResize(message) {
        super.onResize(message);
        this.#fit();
      }

      dispose() {
        if (this.isDisposed) return;
        this.#themes.disconnect();
        if (this.#shown) window.Plotly.purge(this.node);
        super.dispose();
      }

      /** A figure that was drawn out of sight has no width. */
      #fit() {
        if (this.#shown && this.node.isConnected && this.node.offsetWidth > 0) {
          void window.Plotly.Plots.resize(this.node);
        }
      }
    };
  }

  let shared;
  const container = {
    init(scope) {
      shared = scope;
    },
    async get() {
      const [widgets] = Object.values(shared['@lumino/widgets']);
      const { Widget } = (await widgets.get())();
      const Figure = figureClass(Widget);
      const extension = {
        id: 'tunebook-plotly:renderer',
        rendererFactory: { safe: true, mimeTypes: [mimeType], createRenderer: () => new Figure() },
        rank: 1,
        dataType: 'json',
      };
      return () => ({ __esModule: true, default: extension });
    },
  };
  window._JUPYTERLAB ??= {};
  window._JUPYTERLAB['tunebook-plotly'] = container;
})();
