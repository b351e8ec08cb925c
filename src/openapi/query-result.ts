/** The page of a list that grows, as it goes out. */
import * as v from 'valibot';
import { told } from './told.ts';

export const queryResult = <S extends v.GenericSchema>(row: S) =>
  v.object({
    resultsToken: told.stringOrNull,
    hasPrevResults: told.boolean,
    hasNextResults: told.boolean,
    totalCount: told.countOrNull,
    totalCountAtLeast: told.count,
    totalPages: told.countOrNull,
    currentPage: told.countOrNull,
    incomplete: told.boolean,
    results: v.array(row),
  });
