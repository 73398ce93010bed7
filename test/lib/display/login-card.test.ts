import { loginCard } from '../../../dist/lib/display/login-card.js';

const now = 1_764_000_000;
const waiting = {
  state: 'waiting',
  link: 'https://login.example.org/"><script>',
  code: '<b>AB</b>',
  expires: now + 90,
  trouble: '<i>503</i>',
  now,
} as const;

describe('the card of a login', () => {
  it('tells link, code and time in text, with nothing of the provider as HTML', () => {
    const { 'text/plain': text, 'text/html': html } = loginCard(waiting);
    expect(text).toBe(
      'Open https://login.example.org/"><script> and enter the code <b>AB</b>\n' +
        'Waiting; the code holds for 1 min 30 s. No answer (<i>503</i>), trying again',
    );
    expect(html).not.toMatch(/<script>|<b>AB|<i>503/);
    expect(html).toContain('href="https://login.example.org/&quot;&gt;&lt;script&gt;"');
  });

  it('keeps the first line while the clock ticks, as a terminal prints each new one', () => {
    const [first] = String(loginCard(waiting)['text/plain']).split('\n');
    const [later] = String(loginCard({ ...waiting, now: now + 60 })['text/plain']).split('\n');
    expect(later).toBe(first);
  });

  it('says how long the token holds', () => {
    const text = (view: { expires?: number; renews: boolean }) =>
      loginCard({ state: 'done', ...view, now })['text/plain'];
    expect(text({ expires: now + 60, renews: false })).toMatch(
      /^Logged in\. The token holds until \d\d:\d\d:\d\d$/,
    );
    expect(text({ expires: now + 60, renews: true })).toBe('Logged in. The token renews itself');
    expect(text({ renews: false })).toBe('Logged in. The token does not tell when it ends');
  });
});
