import type { WidgetModel } from '../../lib/display/port.js';

type Data = Readonly<Record<string, unknown>>;

/** The kernel's end of a widget's comm. */
interface WidgetComm {
  send(data: Data): void;
  onMessage(listener: (message: { readonly data: Data }) => unknown): unknown;
}

/** Opens the comm of a widget; undefined where no front end takes widgets. */
export type OpenWidget = (data: Data, metadata: Data) => WidgetComm | undefined;

/** The version of the widgets' messages (https://github.com/jupyter-widgets/ipywidgets/blob/main/packages/schema/messages.md). */
const metadata = { version: '2.1.0' };

/** The classes of anywidget, which run the module in `_esm`. */
const anywidget = {
  _model_module: 'anywidget',
  _model_name: 'AnyModel',
  _model_module_version: '*',
  _view_module: 'anywidget',
  _view_name: 'AnyView',
  _view_module_version: '*',
  _view_count: null,
};

/**
 * Makes the model of an anywidget. Its state never changes: what is to be told goes by messages.
 *
 * @param late what the model has besides in a page that is loaded later
 */
export function widgetModel(open: OpenWidget, own: Data, late: Data = {}): WidgetModel | undefined {
  const state = { ...anywidget, ...own };
  const comm = open({ state, buffer_paths: [] }, metadata);
  if (!comm) return undefined;
  // A page that was loaded later asks.
  comm.onMessage(({ data }) => {
    if (data['method'] !== 'request_state') return;
    comm.send({ method: 'update', state: { ...state, ...late }, buffer_paths: [] });
  });
  return {
    send: content => comm.send({ method: 'custom', content }),
    onMessage: listener => {
      comm.onMessage(({ data }) => (data['method'] === 'custom' ? listener(data['content']) : undefined));
    },
  };
}
