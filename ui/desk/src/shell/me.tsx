import { createContext, useContext } from 'react';
import type { Me } from '~/api/types';

export const MeContext = createContext<Me | null>(null);

export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error('useMe outside of the desk');
  return me;
}

/** Rights come from the server as words; the desk only hides what would be refused. */
export function useMay(permission: string): boolean {
  return useMe().permissions.includes(permission);
}
