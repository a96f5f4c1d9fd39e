import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { ApiProblem } from '~/api/client';
import type { Translate } from '~/i18n/context';

/** Says what was done and, where it can be taken back, how. */
export function sayDone(message: string, undo?: { label: string; run: () => void }): void {
  const id = `done-${Date.now()}`;
  notifications.show({
    id,
    color: 'sea',
    autoClose: undo ? 8_000 : 3_000,
    message: undo ? (
      <span style={{ display: 'flex', alignItems: 'center', justifyContent: 'space-between', gap: 12 }}>
        {message}
        <Button size="compact-sm" variant="light" onClick={() => { notifications.hide(id); undo.run(); }}>{undo.label}</Button>
      </span>
    ) : message,
  });
}

/** Says why something failed in the words of the server, or what to do when it was not reached. */
export function sayFailure(t: Translate, error: unknown): void {
  const said = error instanceof ApiProblem
    ? [error.problem.detail ?? error.problem.title, ...(error.problem.errors ?? []).map((e) => e.message)].join(' · ')
    : t('failure.network');
  notifications.show({ color: 'red', title: t('failure.title'), message: said, autoClose: 8_000 });
}
