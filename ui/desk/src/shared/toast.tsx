import { Button } from '@mantine/core';
import type { NotificationData } from '@mantine/notifications';
import { ApiProblem } from '~/api/client';
import type { Translate } from '~/i18n/context';

async function show(data: NotificationData): Promise<void> {
  const { notifications } = await import('@mantine/notifications');
  notifications.show(data);
}

async function hide(id: string): Promise<void> {
  const { notifications } = await import('@mantine/notifications');
  notifications.hide(id);
}

/** Says what was done and, where it can be taken back, how. Returns how to say it no longer. */
export function sayDone(message: string, undo?: { label: string; run: () => void }): () => void {
  const id = `done-${Date.now()}`;
  void show({
    id,
    color: 'sea',
    autoClose: undo ? 8_000 : 3_000,
    message: undo ? (
      <span style={{ display: 'flex', alignItems: 'center', justifyContent: 'space-between', gap: 12 }}>
        {message}
        <Button size="compact-sm" variant="light" onClick={() => { void hide(id); undo.run(); }}>{undo.label}</Button>
      </span>
    ) : message,
  });
  return () => void hide(id);
}

/** Tells what somebody else did and leads there; it stays long enough to be seen by who looks away. */
export function sayNews(title: string, text: string, way: { label: string; run: () => void }): void {
  const id = `news-${Date.now()}`;
  void show({
    id,
    title,
    autoClose: 60_000,
    message: (
      <span style={{ display: 'flex', alignItems: 'center', justifyContent: 'space-between', gap: 12 }}>
        <bdi className="cut">{text}</bdi>
        <Button size="compact-sm" variant="light" onClick={() => { void hide(id); way.run(); }}>{way.label}</Button>
      </span>
    ),
  });
}

/** Says why something failed in the words of the server, or what to do when it was not reached. */
export function sayFailure(t: Translate, error: unknown): void {
  const said = error instanceof ApiProblem
    ? [...new Set([error.problem.detail ?? error.problem.title, ...(error.problem.errors ?? []).map((e) => e.message)])].join(' · ')
    : t('failure.network');
  void show({ color: 'red', title: t('failure.title'), message: said, autoClose: 8_000 });
}
