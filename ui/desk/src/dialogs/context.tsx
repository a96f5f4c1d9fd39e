import { createContext, lazy, Suspense, useCallback, useContext, useMemo, useState, type ReactNode } from 'react';
import type { ConversationSummary, Id, Instant, Message, SealedMark } from '~/api/types';
import type { ForwardDraft } from '~/mail/types';

/** What can lie over the desk; one at a time, each loaded when first wanted. */
export type Dialog =
  | { kind: 'snooze' | 'assign' | 'transfer' | 'labels' | 'due' | 'nextStep' | 'merge'; conversation: Pick<ConversationSummary, 'id'> }
  | { kind: 'split'; conversation: Pick<ConversationSummary, 'id'>; message?: Id }
  | { kind: 'when'; title: string; onChosen: (at: Instant) => void }
  | { kind: 'reveal'; sealed: SealedMark }
  | { kind: 'image'; url: string; name: string }
  | { kind: 'logContact'; customer?: { id: Id; name: string | null } }
  | { kind: 'forward'; message: Message; draft?: ForwardDraft }
  | { kind: 'source'; message: Id }
  | { kind: 'signOut'; isLeaving?: boolean }
  | { kind: 'help' | 'palette' | 'signIn' };

const moving = lazy(() => import('~/moving'));

const PAGES = {
  snooze: lazy(() => import('./SnoozeDialog')),
  assign: lazy(() => import('./AssignDialog')),
  transfer: lazy(() => import('./TransferDialog')),
  labels: lazy(() => import('./LabelsDialog')),
  due: lazy(() => import('./DueDialog')),
  nextStep: lazy(() => import('./NextStepDialog')),
  when: lazy(() => import('./WhenDialog')),
  reveal: lazy(() => import('./RevealDialog')),
  image: lazy(() => import('./ImageDialog')),
  split: moving,
  merge: moving,
  logContact: lazy(() => import('./LogContactDialog')),
  forward: lazy(() => import('~/mail/ForwardDialog')),
  source: lazy(() => import('~/mail/SourceDialog')),
  help: lazy(() => import('./HelpDialog')),
  palette: lazy(() => import('./Palette')),
  signIn: lazy(() => import('~/handling/SignInDialog')),
  signOut: lazy(() => import('~/handling/SignOutDialog')),
};

export interface DialogProps<K extends Dialog['kind']> {
  dialog: Extract<Dialog, { kind: K }> extends never ? Dialog : Extract<Dialog, { kind: K }>;
  onClose: () => void;
}

const DialogContext = createContext<{ open: (dialog: Dialog) => void } | null>(null);

export function DialogProvider({ children }: { children: ReactNode }) {
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const close = useCallback(() => setDialog(null), []);
  const value = useMemo(() => ({ open: setDialog }), []);
  const Page = dialog && (PAGES[dialog.kind] as unknown as React.ComponentType<{ dialog: Dialog; onClose: () => void }>);
  return (
    <DialogContext value={value}>
      {children}
      {Page && dialog && <Suspense fallback={null}><Page dialog={dialog} onClose={close} /></Suspense>}
    </DialogContext>
  );
}

export function useDialog() {
  const context = useContext(DialogContext);
  if (!context) throw new Error('useDialog outside of DialogProvider');
  return context;
}
