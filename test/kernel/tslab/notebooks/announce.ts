import { display } from 'tslab';

export function announce(what: string): void {
  display.html(`<b>${what}</b>`);
}
