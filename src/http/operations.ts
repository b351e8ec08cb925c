/**
 * Every operation under `/v1`, in the order of the contract: the app serves this list, the OpenAPI document describes it.
 */
import { deleteClient, getClient, putClient, queryClients } from './client-operations.ts';
import type { Operation } from './operation.ts';
import { reindex } from './reindex-operation.ts';
import { deleteSessions, findSessions, querySessions, removeExpiredSessions } from './session-list-operations.ts';
import { createSession, deleteSession, getSession, getSessionById, updateSession } from './session-operations.ts';
import { removeTicket, renewTicket, retrieveTicket, storeTicket, touchTicket } from './ticket-operations.ts';

export const OPERATIONS: readonly Operation[] = [
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
  putClient,
  getClient,
  deleteClient,
  queryClients,
  reindex,
];
