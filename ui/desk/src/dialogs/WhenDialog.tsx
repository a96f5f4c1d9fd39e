import type { Instant } from '~/api/types';
import { Sheet } from './Sheet';
import { WhenPicker } from './WhenPicker';

export default function WhenDialog({ dialog, onClose }: { dialog: { title: string; onChosen: (at: Instant) => void }; onClose: () => void }) {
  return (
    <Sheet title={dialog.title} onClose={onClose}>
      <WhenPicker near={[]} isOpen onChosen={(at) => { onClose(); dialog.onChosen(at); }} />
    </Sheet>
  );
}
