import '@mantine/notifications/styles.layer.css';
import { Notifications } from '@mantine/notifications';

/** The place of short messages; loaded after the first page stands. */
export default function Toaster() {
  return <Notifications position="bottom-center" limit={4} />;
}
