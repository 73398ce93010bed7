import { displayPort } from '../../display/front-end.js';
import { LiveBoard } from './live-board.js';
import type { LiveCard } from './live-card.js';

/** Cards of one cell, at most: with more, one board shows them all. */
const mostCards = 5;

const cells = new WeakMap<AbortSignal, CellCards>();

/** The cards of the cell that calls; undefined outside of cells. */
export function cardsOfCell(): CellCards | undefined {
  const signal = displayPort().signal();
  if (!signal) return undefined;
  const known = cells.get(signal) ?? new CellCards();
  cells.set(signal, known);
  return known;
}

/** What one cell has shown of jobs. */
class CellCards {
  readonly #cards: LiveCard[] = [];
  #board: LiveBoard | undefined;
  #places = 0;

  /** The place of the next job that the cell runs: its card comes when it is submitted, which may be after that of a later one. */
  nextPlace(): number {
    return this.#places++;
  }

  /** Takes a card that is to appear; gives the board that shows it instead. */
  add(card: LiveCard): LiveBoard | undefined {
    this.#cards.push(card);
    if (this.#board) this.#board.add(card.job, true, card.place);
    else if (this.#cards.length > mostCards) this.#fold();
    return this.#board;
  }

  /** The board takes the place of the first card; of the others nothing is left. */
  #fold(): void {
    const [first, ...others] = this.#cards;
    const board = new LiveBoard([], { folded: true, place: first!.display.id });
    for (const card of this.#cards) {
      card.fold(board);
      board.add(card.job, card.followed, card.place);
    }
    board.show();
    // The last one has not appeared yet.
    for (const card of others.slice(0, -1)) card.display.clear();
    this.#board = board;
  }
}
