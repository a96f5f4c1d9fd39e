interface Choice {
  id: string;
  name: string;
  archived_at?: string | null;
}

/** What can be chosen now: what was put away is offered no more. */
export const optionsOf = (rows: Choice[]) =>
  rows.filter((row) => !row.archived_at).map((row) => ({ value: row.id, label: row.name }));

export const nameOf = (rows: Choice[], id: string | null | undefined): string =>
  rows.find((row) => row.id === id)?.name ?? '—';
