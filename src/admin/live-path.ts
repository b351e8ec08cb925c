/** Where the events of open pages are. */
export const LIVE = '/admin/live';
