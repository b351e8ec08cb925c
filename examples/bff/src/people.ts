/** The three people of the demo. Who they are is not proved here: an app sends people to its provider. */
export interface Person {
  /** The subject of their sessions. */
  readonly id: string;
  readonly name: string;
  /** What they are known for. */
  readonly about: string;
}

export const PEOPLE: readonly Person[] = [
  { id: 'ada', name: 'Ada Lovelace', about: 'wrote the first program' },
  { id: 'maryam', name: 'مريم الأسطرلابية', about: 'made astrolabes in Aleppo' },
  { id: 'grace', name: 'Grace Hopper', about: 'built the first compiler' },
];

export const personOf = (id: unknown): Person | undefined => PEOPLE.find((person) => person.id === id);
