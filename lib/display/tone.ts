/** How something stands, in one of a few words: the class by which displays colour and mark it. */
export type Tone = 'ok' | 'bad' | 'run' | 'wait' | 'off';
