import type { Field } from './kinds.ts';

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `natural_gas` as "Natural gas", for values that no contract labels. */
export const wordsOf = (value: string): string =>
  capital(
    value.replaceAll(/[_-]/g, ' ').replaceAll(/\b(ip|mac|api|nerc|bes|cip|mw|mva)\b/g, (form) => form.toUpperCase()),
  );

const labels = new WeakMap<object, ReadonlyMap<string, string>>();

/** A choice as people read it. */
export function choiceLabel({ choices }: Pick<Field, 'choices'>, value: string): string {
  if (choices === undefined) return wordsOf(value);
  const known = labels.get(choices) ?? new Map(choices.map((choice) => [choice.value, choice.label]));
  labels.set(choices, known);
  return known.get(value) ?? wordsOf(value);
}

/** "3 facilities", "1 facility". */
export const counted = (count: number, noun: string, nouns: string): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? noun : nouns}`;
