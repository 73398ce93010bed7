import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { launchBrowser, openPage } from './browser.ts';
import { jupyterFolders } from './jupyter.ts';
import { descendants, gone } from './processes.ts';
import { type Running, startTunebook, tunebook, writeCells } from './tunebook.ts';
import { until } from './until.ts';

/** What `expose_app_in_browser` gives: the parts of JupyterLab's application that are used here. */
interface App {
  readonly commands: { execute(id: string, args?: object): Promise<void> };
  readonly shell: { readonly currentWidget: NotebookPanel | null };
}

interface NotebookPanel {
  readonly content: {
    activeCellIndex: number;
    readonly widgets: readonly unknown[];
    readonly activeCell: { readonly model: { readonly sharedModel: { readonly source: string } } };
  };
  readonly sessionContext: {
    readonly session: {
      readonly kernel: {
        readonly status: string;
        readonly connectionStatus: string;
        requestKernelInfo(): Promise<unknown>;
      } | null;
    } | null;
  };
}

/** How long what a user waits for may take on a busy machine, in milliseconds: less than a test may, so that its error says what was missing. */
const patience = 50_000;

/** JupyterLab, as `tunebook lab` starts it, with one notebook open in a browser. */
export class Lab {
  readonly folder: string;
  /** Its path. */
  readonly notebook: string;
  readonly page: Page;
  readonly #server: Running;
  readonly #browser: Browser;

  /** @param notebook the text of the notebook; by default one with an empty cell */
  static async start(notebook?: string): Promise<Lab> {
    const folder = await mkdtemp(join(tmpdir(), 'tunebook-lab-'));
    const path = await writeCells(folder, [''], 'notebook.ipynb');
    if (notebook !== undefined) await writeFile(path, notebook);
    const folders = jupyterFolders(folder);
    await waitForCompletions(folders.JUPYTER_CONFIG_DIR);
    const browser = await launchBrowser();
    const page = await openPage(browser);
    const server = startTunebook(
      [
        'lab',
        path,
        '--no-browser',
        '--ServerApp.port=0',
        '--allow-root',
        '--LabApp.expose_app_in_browser=True',
      ],
      { home: folder, env: folders },
    );
    const lab = new Lab(folder, path, page, server, browser);
    try {
      const [, origin, token] = await server.prints(/(http:\/\/127\.0\.0\.1:\d+\/)lab\S*\?token=(\w+)/);
      await page.goto(`${origin}lab/tree/notebook.ipynb?token=${token}`);
      await lab.ready();
    } catch (error) {
      await lab.dispose();
      throw error;
    }
    return lab;
  }

  private constructor(folder: string, notebook: string, page: Page, server: Running, browser: Browser) {
    this.folder = folder;
    this.notebook = notebook;
    this.page = page;
    this.#server = server;
    this.#browser = browser;
    page.setDefaultTimeout(patience);
    // A page with changes that are not saved asks before it is left.
    page.on('dialog', dialog => void dialog.accept());
  }

  /** Resolves when the notebook is open and its kernel waits for a cell. */
  async ready(): Promise<void> {
    await this.page.waitForSelector('.jp-Notebook .jp-Cell');
    await this.status('idle');
  }

  /** Resolves when JupyterLab is connected to the kernel and knows it in this state. */
  async status(status: 'idle' | 'busy'): Promise<void> {
    await this.page.waitForFunction(
      wanted => {
        const { shell } = (window as unknown as { jupyterapp: App }).jupyterapp;
        const kernel = shell.currentWidget?.sessionContext.session?.kernel;
        return kernel?.connectionStatus === 'connected' && kernel.status === wanted;
      },
      {},
      status,
    );
  }

  /** Puts the cursor into an empty cell at the end; gives its index. */
  async newCell(): Promise<number> {
    const index = await this.page.evaluate(async () => {
      const { commands, shell } = (window as unknown as { jupyterapp: App }).jupyterapp;
      const { content } = shell.currentWidget!;
      content.activeCellIndex = content.widgets.length - 1;
      if (content.activeCell.model.sharedModel.source !== '') {
        await commands.execute('notebook:insert-cell-below');
      }
      // Where a display has the focus, JupyterLab believes to be editing still.
      await commands.execute('notebook:enter-command-mode');
      await commands.execute('notebook:enter-edit-mode');
      return content.activeCellIndex;
    });
    await this.page.waitForFunction(
      at =>
        document.activeElement?.matches('.cm-content') &&
        document.querySelectorAll('.jp-Notebook .jp-Cell')[at]?.contains(document.activeElement),
      {},
      index,
    );
    return index;
  }

  /** Types into an empty cell at the end; gives its index. */
  async type(code: string): Promise<number> {
    const index = await this.newCell();
    await this.page.keyboard.type(code);
    return index;
  }

  /** Types a cell at the end and runs it by Shift+Enter; gives its index. */
  async run(code: string): Promise<number> {
    const index = await this.type(code);
    await this.press('Shift+Enter');
    return index;
  }

  /** The same with code that comes from the clipboard. */
  async runPasted(code: string): Promise<number> {
    const index = await this.newCell();
    await this.page.keyboard.sendCharacter(code);
    await this.press('Shift+Enter');
    return index;
  }

  /** Runs a cell that is there. */
  async runAgain(cell: number): Promise<void> {
    await this.page.evaluate(index => {
      const { commands, shell } = (window as unknown as { jupyterapp: App }).jupyterapp;
      shell.currentWidget!.content.activeCellIndex = index;
      return commands.execute('notebook:run-cell');
    }, cell);
  }

  /** Removes what has been typed into the cell that has the cursor. */
  async clearCell(): Promise<void> {
    await this.press('Control+a');
    await this.press('Backspace');
  }

  /** Presses keys together (`Shift+Tab`). */
  async press(keys: string): Promise<void> {
    const names = keys.split('+') as Parameters<Page['keyboard']['down']>[0][];
    for (const name of names) await this.page.keyboard.down(name);
    for (const name of names.reverse()) await this.page.keyboard.up(name);
  }

  /** One of JupyterLab's own commands, as its menus call them. */
  async command(id: string, args: object = {}): Promise<void> {
    await this.page.evaluate(
      (name, given) => (window as unknown as { jupyterapp: App }).jupyterapp.commands.execute(name, given),
      id,
      args,
    );
  }

  /** Restarts the kernel, as the menu does. */
  async restart(): Promise<void> {
    const restarted = this.command('kernelmenu:restart');
    await this.texts('.jp-Dialog');
    await this.press('Enter');
    await restarted;
    await this.status('idle');
  }

  /** Resolves with the texts of the elements that match, once there is one with text. */
  async texts(selector: string): Promise<string[]> {
    const found = await this.page.waitForFunction(
      wanted => {
        const texts = [...document.querySelectorAll<HTMLElement>(wanted)].map(element => element.innerText);
        return texts.some(text => text.trim() !== '') && texts;
      },
      {},
      selector,
    );
    return (await found.jsonValue()) as string[];
  }

  /** Resolves when there is such an element below a cell. */
  async element(cell: number, selector: string): Promise<void> {
    await this.page.waitForFunction(
      (index, wanted) =>
        document
          .querySelectorAll('.jp-Notebook .jp-Cell')
          [index]?.querySelector('.jp-OutputArea')
          ?.querySelector(wanted),
      {},
      cell,
      selector,
    );
  }

  /** Resolves when the kernel has all that the page has sent. */
  async received(): Promise<void> {
    await this.page.evaluate(async () => {
      const { shell } = (window as unknown as { jupyterapp: App }).jupyterapp;
      await shell.currentWidget!.sessionContext.session!.kernel!.requestKernelInfo();
    });
  }

  /** What stands before cells, such as `[3]:`. */
  async prompts(cells: readonly number[]): Promise<string[]> {
    // Not `innerText`: what is out of sight is not laid out, and has none.
    const all = await this.page.$$eval('.jp-Notebook .jp-InputPrompt', prompts =>
      prompts.map(prompt => prompt.textContent),
    );
    return cells.map(cell => all[cell]!);
  }

  /** Clicks an element below a cell, once it is there. */
  async click(cell: number, selector: string): Promise<void> {
    await this.element(cell, selector);
    await this.page.evaluate(
      (index, wanted) =>
        document
          .querySelectorAll('.jp-Notebook .jp-Cell')
          [index]?.querySelector('.jp-OutputArea')
          ?.querySelector<HTMLElement>(wanted)
          ?.click(),
      cell,
      selector,
    );
  }

  /** Resolves with the text below a cell when that matches. */
  async shows(cell: number, pattern: RegExp): Promise<string> {
    const text = () =>
      this.page.evaluate(index => {
        const element = document.querySelectorAll('.jp-Notebook .jp-Cell')[index];
        // What is out of sight is not laid out, and has no text.
        element?.scrollIntoView({ block: 'nearest' });
        return element?.querySelector<HTMLElement>('.jp-OutputArea')?.innerText ?? '';
      }, cell);
    let shown = '';
    const matches = async () => {
      shown = await text();
      return pattern.test(shown);
    };
    await until(matches, patience).catch(() => {
      throw new Error(`Cell ${cell} does not show ${pattern}, but ${shown}`);
    });
    return shown;
  }

  /** Ends all of it. */
  async dispose(): Promise<void> {
    const processes = await descendants(this.#server.pid);
    await this.#browser.close();
    this.#server.kill('SIGTERM');
    await this.#server.ended;
    await tunebook(['stop'], { home: this.folder });
    await Promise.all(processes.map(gone));
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Without this JupyterLab drops completions that are not there after a second, as on a busy machine. */
async function waitForCompletions(config: string): Promise<void> {
  const settings = join(config, 'lab', 'user-settings', '@jupyterlab', 'completer-extension');
  await mkdir(settings, { recursive: true });
  await writeFile(
    join(settings, 'manager.jupyterlab-settings'),
    JSON.stringify({ providerTimeout: patience }),
  );
}
