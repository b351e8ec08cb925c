/**
 * What a function of `src/http` makes for an answer, told as a schema. Guarantees: a member that is missing, one too many, or
 * one of another type does not compile.
 */
import * as v from 'valibot';

type Members<Made> = { readonly [Name in keyof Made]: v.GenericSchema<Made[Name]> };
/** `Members` holds what is told to be what is made; this holds what is made to be what is told. */
type Told<Made, Entries extends v.ObjectEntries> =
  Made extends v.InferOutput<v.ObjectSchema<Entries, undefined>> ? unknown : never;

export const madeBy = <Made extends object, const Entries extends v.ObjectEntries & Members<Made>>(
  _make: (of: never) => Made,
  entries: Entries & Told<Made, Entries>,
) => v.object<Entries>(entries);
