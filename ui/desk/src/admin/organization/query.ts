import { queryOptions } from '@tanstack/react-query';
import { api } from '~/api/client';
import type { Organization } from '../types';

export const organizationQuery = queryOptions({
  queryKey: ['configuration', 'organization'],
  queryFn: ({ signal }) => api.get<Organization>('/organization', signal),
});
