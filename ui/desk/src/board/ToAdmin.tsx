import { Link } from 'wouter';
import { useMe } from '~/shell/me';
import { rooms } from '~/shell/rooms';
import { useBoardTexts } from './useBoard';

/** The way to where it is set up, for those who may. */
export function ToAdmin({ section }: { section: 'queues' | 'people' }) {
  const b = useBoardTexts();
  const { role } = useMe();
  if (!rooms.admin?.roles.includes(role)) return null;
  return <Link href={`/admin/${section}`}>{b('toAdmin')}</Link>;
}
