const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '%{': '%&#123;',
};
const characters = new Map(
  Object.entries({ ...entities, '{': '&#123;' }).map(([text, entity]) => [entity, text]),
);

/** A text that plotly shows as it is: it would take tags and entities for markup, and `%{x}` for a value. */
export function plotlyText(text: string): string {
  return text.replace(/[&<>]|%\{/g, found => entities[found]!);
}

/** What is to be read of a text of plotly's: its tags and entities mean looks and characters. */
export function textOfPlotly(text: string): string {
  return text.replace(/<[^>]*>/g, '').replace(/&(?:amp|lt|gt|#123);/g, entity => characters.get(entity)!);
}
