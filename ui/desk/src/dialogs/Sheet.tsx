import { Modal } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import { useLanguage } from '~/i18n/context';

/** The one frame of all dialogs. */
export function Sheet({ title, onClose, size = 420, children }: { title: string; onClose: () => void; size?: number | string; children: ReactNode }) {
  const { t } = useLanguage();
  const [before] = useState(() => document.activeElement);
  // A dialog leaves the page when it closes, too soon for Mantine to give back the focus.
  useEffect(() => () => queueMicrotask(() => {
    if (before instanceof HTMLElement && document.activeElement === document.body) before.focus({ preventScroll: true });
  }), [before]);
  return (
    <Modal opened onClose={onClose} title={<bdi>{title}</bdi>} size={size} centered radius={14} overlayProps={{ backgroundOpacity: 0.35 }}
      closeButtonProps={{ 'aria-label': t('action.close') }} transitionProps={{ transition: 'fade', duration: 120 }}
      styles={{ title: { fontWeight: 700, fontSize: '1.0625rem', lineHeight: 1.6 }, body: { paddingBlockStart: 5 } }}>
      {children}
    </Modal>
  );
}
