import type { Dialog } from '~/dialogs/context';
import { GoneBar } from './GoneBar';
import { MergeDialog } from './MergeDialog';
import { MoveNotice } from './MoveNotice';
import { SplitDialog } from './SplitDialog';

/** All that splits and merges show is loaded as one, by whichever of it is wanted first. */
export { GoneBar, MoveNotice };

export default function MoveDialog({ dialog, onClose }: { dialog: Extract<Dialog, { kind: 'split' | 'merge' }>; onClose: () => void }) {
  const Page = dialog.kind === 'split' ? SplitDialog : MergeDialog;
  return <Page dialog={dialog} onClose={onClose} />;
}
