import { useQuery } from '@tanstack/react-query';
import { useMay } from '~/shell/me';
import { Loaded } from '../kit/Page';
import { OrganizationForm } from './OrganizationForm';
import { organizationQuery } from './query';

/** The organization itself: its name and clock, and what holds for all of it. */
export default function OrganizationPage() {
  const may = useMay('configuration.manage');
  const { data, isPending, error, refetch } = useQuery(organizationQuery);
  return (
    <Loaded isPending={isPending} error={error} onRetry={() => void refetch()}>
      {data && <OrganizationForm start={data} may={may} />}
    </Loaded>
  );
}
