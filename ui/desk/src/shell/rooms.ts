import { lazy, type ComponentType } from 'react';
import type { Role } from '~/api/types';

type Room = ComponentType;
const found = import.meta.glob<{ default: Room }>(['../admin/index.tsx', '../board/index.tsx', '../workforce/index.tsx', '../myshifts/index.tsx']);

/**
 * Rooms that are loaded when they are entered. A room is a folder whose index.tsx has a default export;
 * it routes below its own path, brings its texts through `useMessages`, and stands in the rail for `roles`.
 */
function room(path: string, roles: Role[]) {
  const load = found[path];
  return load ? { Page: lazy(load), roles } : null;
}

export const rooms = {
  board: room('../board/index.tsx', ['admin', 'supervisor', 'auditor']),
  workforce: room('../workforce/index.tsx', ['admin', 'supervisor']),
  shifts: room('../myshifts/index.tsx', ['agent', 'supervisor']),
  admin: room('../admin/index.tsx', ['admin', 'supervisor']),
};
