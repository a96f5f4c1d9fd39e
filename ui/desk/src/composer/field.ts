import type { Trigger } from './trigger';

/** Something to put where one writes; the plain words always, their dress where it has one. */
export interface Piece {
  text: string;
  html?: string | null;
}

/** What a place to write in can be told, plain or rich. */
export interface FieldHandle {
  focus: () => void;
  /** Puts a piece at the caret, or in the place of what called for it. */
  put: (piece: Piece, trigger?: Trigger) => void;
  /** Types letters at the caret as a hand would. */
  type: (text: string) => void;
}
