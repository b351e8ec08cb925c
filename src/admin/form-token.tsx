/** The hidden field that makes a form one of this session (`csrf.ts`). */
import { FORM_TOKEN } from './csrf.ts';
import type { Operator } from './operator.ts';

export const FormToken = ({ operator }: { readonly operator: Operator }) => (
  <input type="hidden" name={FORM_TOKEN} value={operator.formToken} />
);
