/**
 * A length of time in seconds: `0.3 s`, `31 s`, `4 min 12 s`, `2 h 5 min`, `3 days 4 h`. What is not known is `?`.
 */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  const s = Math.max(0, seconds);
  if (s < 0.95) return `${fixed(s, s < 0.095 && s > 0 ? 2 : 1)} s`;
  const whole = Math.round(s);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return pair(whole, 60, 'min', 1, 's');
  if (whole < 86_400) return pair(Math.round(whole / 60) * 60, 3600, 'h', 60, 'min');
  const hours = Math.round(whole / 3600) * 3600;
  return pair(hours, 86_400, hours < 2 * 86_400 ? 'day' : 'days', 3600, 'h');
}

function pair(value: number, unit: number, name: string, smaller: number, smallerName: string): string {
  const rest = Math.floor((value % unit) / smaller);
  return `${Math.floor(value / unit)} ${name}${rest > 0 ? ` ${rest} ${smallerName}` : ''}`;
}

/** Like {@link duration}, with a tenth below a minute: `29.8 s`. */
export function fineDuration(seconds: number): string {
  return seconds >= 0.95 && seconds < 59.95 ? `${fixed(seconds, 1)} s` : duration(seconds);
}

/** How long ago something was, from its age in seconds: `just now`, `31 s ago`, `2 hours ago`, `2 days ago`. */
export function ago(seconds: number): string {
  if (!(seconds >= 1)) return 'just now';
  if (seconds < 60) return `${Math.floor(seconds)} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${plural(Math.floor(seconds / 3600), 'hour')} ago`;
  return `${plural(Math.floor(seconds / 86_400), 'day')} ago`;
}

const sizeUnits = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** A number of bytes, in decimal units: `712 bytes`, `1.8 kB`, `42 MB`. What is not known is `?`. */
export function size(bytes: number): string {
  if (!Number.isFinite(bytes) || bytes < 0) return '?';
  if (bytes === 1) return '1 byte';
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < sizeUnits.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit > 0 && value < 9.95 ? fixed(value, 1) : Math.round(value)} ${sizeUnits[unit]}`;
}

/** The local time of day of a Unix time in seconds, `14:03:12`; with the date, `12 Mar 14:03`, when `now` is another day. */
export function clock(time: number, now: number): string {
  const date = new Date(time * 1000);
  const two = (n: number) => String(n).padStart(2, '0');
  const minutes = `${two(date.getHours())}:${two(date.getMinutes())}`;
  if (date.toDateString() === new Date(now * 1000).toDateString())
    return `${minutes}:${two(date.getSeconds())}`;
  return `${date.getDate()} ${months[date.getMonth()]} ${minutes}`;
}

/** The local time and day of a Unix time in seconds, for what may be read at any time: `14:03:12 on 12 Mar 2026`. */
export function moment(time: number): string {
  const date = new Date(time * 1000);
  return `${clock(time, time)} on ${date.getDate()} ${months[date.getMonth()]} ${date.getFullYear()}`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** How often something happens, in a unit that gives a readable number: `3.1 jobs/s`, `24 jobs/min`, `1.5 jobs/h`. */
export function rate(perSecond: number, noun: string): string {
  const [unit, value] =
    perSecond >= 1
      ? (['s', perSecond] as const)
      : perSecond >= 1 / 60
        ? (['min', perSecond * 60] as const)
        : (['h', perSecond * 3600] as const);
  return `${value >= 9.95 ? Math.round(value) : fixed(value, 1)} ${noun}s/${unit}`;
}

/** `1 row`, `401 rows`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A fixed number of decimals, without zeros at the end. */
function fixed(value: number, decimals: number): string {
  return String(Number(value.toFixed(decimals)));
}
