/**
 * Every operation under `/v1`, in the order of the contract: the app serves this list, the OpenAPI document describes it
 * (`src/openapi/operations.ts`).
 */
import { getActivity } from './activity-operation.ts';
import { deleteBffSessions, findBffSessions, removeExpiredBffSessions } from './bff-list-operations.ts';
import { createBffSession, deleteBffSession, getBffSession, updateBffSession } from './bff-operations.ts';
import { deleteClient, getClient, putClient, queryClients, testClient } from './client-operations.ts';
import { addClient, processLogout, validateSession } from './coordination-operations.ts';
import { queryDeliveries, redeliver } from './delivery-operations.ts';
import { countGrants } from './grant-count-operation.ts';
import { findGrants, getGrant, removeGrant, removeGrants, storeGrant } from './grant-operations.ts';
import { queryHistory } from './history-operation.ts';
import { getUserSession, getUserSessions, queryUserSessions } from './managed-session-operations.ts';
import type { Operation } from './operation.ts';
import { reindex } from './reindex-operation.ts';
import { removeSessions } from './remove-sessions-operation.ts';
import { deleteSessions, findSessions, querySessions, removeExpiredSessions } from './session-list-operations.ts';
import { createSession, deleteSession, getSession, getSessionById, updateSession } from './session-operations.ts';
import { getStats } from './stats-operation.ts';
import { removeTicket, renewTicket, retrieveTicket, storeTicket, touchTicket } from './ticket-operations.ts';

export const OPERATIONS = [
  createSession,
  getSession,
  updateSession,
  deleteSession,
  findSessions,
  deleteSessions,
  removeExpiredSessions,
  querySessions,
  getSessionById,
  storeTicket,
  retrieveTicket,
  renewTicket,
  touchTicket,
  removeTicket,
  queryUserSessions,
  getUserSession,
  getUserSessions,
  countGrants,
  removeSessions,
  queryHistory,
  queryDeliveries,
  redeliver,
  getStats,
  getActivity,
  validateSession,
  processLogout,
  addClient,
  putClient,
  getClient,
  deleteClient,
  queryClients,
  testClient,
  storeGrant,
  getGrant,
  removeGrant,
  findGrants,
  removeGrants,
  createBffSession,
  getBffSession,
  updateBffSession,
  deleteBffSession,
  findBffSessions,
  deleteBffSessions,
  removeExpiredBffSessions,
  reindex,
] as const satisfies readonly Operation[];

export type OperationName = (typeof OPERATIONS)[number]['name'];
