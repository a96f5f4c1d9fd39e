import { useQuery } from '@tanstack/react-query';
import { workQuery } from '~/api/queries';
import { useMay } from '~/shell/me';

/** What I have in hand and what rings at me; who only reads has none. */
export const useWork = () => useQuery({ ...workQuery, enabled: useMay('conversations.write') }).data;
