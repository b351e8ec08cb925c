/** Where a page says that it follows what goes on, and what it has not shown: room that is there from the start, so that nothing moves. */
export const LiveStatus = ({ total }: { readonly total?: number | null }) => (
  <p id="live" role="status" data-total={total ?? undefined} />
);
