/** Why a session ended, in words. */
import type { EndReason } from '../session/ending.ts';

export const REASONS: Readonly<Record<EndReason, string>> = {
  user_logout: 'signed out',
  terminated: 'ended for them',
  expired: 'expired',
  replaced: 'became another session',
  limit: 'too many sessions',
};
