import type { Id } from '~/api/types';
import { GoneBar } from './GoneBar';
import { MergeDialog } from './MergeDialog';
import { MoveNotice } from './MoveNotice';
import { SplitDialog } from './SplitDialog';

/** All that splits and merges show is loaded as one, by whichever of it is wanted first. */
export { GoneBar, MoveNotice };

export default function MoveDialog({ dialog, onClose }: { dialog: { kind: string; conversation: { id: Id }; message?: Id }; onClose: () => void }) {
  const Page = dialog.kind === 'split' ? SplitDialog : MergeDialog;
  return <Page dialog={dialog} onClose={onClose} />;
}
