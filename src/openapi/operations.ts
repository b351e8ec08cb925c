/** What the OpenAPI document says of every operation. Guarantees: an operation that is served and not described does not compile. */
import type { OperationName } from '../http/operations.ts';
import { activityOperation } from './activity-operation.ts';
import { bffListOperations } from './bff-list-operations.ts';
import { bffOperations } from './bff-operations.ts';
import { clientOperations } from './client-operations.ts';
import { coordinationOperations } from './coordination-operations.ts';
import { deliveryOperations } from './delivery-operations.ts';
import type { Description } from './description.ts';
import { grantCountOperation } from './grant-count-operation.ts';
import { grantOperations } from './grant-operations.ts';
import { historyOperation } from './history-operation.ts';
import { managedSessionOperations } from './managed-session-operations.ts';
import { reindexOperation } from './reindex-operation.ts';
import { removeSessionsOperation } from './remove-sessions-operation.ts';
import { sessionListOperations } from './session-list-operations.ts';
import { sessionOperations } from './session-operations.ts';
import { statsOperation } from './stats-operation.ts';
import { ticketOperations } from './ticket-operations.ts';

export const DESCRIPTIONS: Readonly<Record<OperationName, Description | Description<never>>> = {
  ...sessionOperations,
  ...sessionListOperations,
  ...ticketOperations,
  ...managedSessionOperations,
  ...grantCountOperation,
  ...removeSessionsOperation,
  ...historyOperation,
  ...deliveryOperations,
  ...statsOperation,
  ...activityOperation,
  ...coordinationOperations,
  ...clientOperations,
  ...grantOperations,
  ...bffOperations,
  ...bffListOperations,
  ...reindexOperation,
};
