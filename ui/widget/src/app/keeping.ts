import type { Drawer } from "../shared/storage";
import type { Thread, Kept } from "./thread";

/** What else is known of a conversation, and kept with it. */
export interface Standing {
  started: boolean;
  ended: boolean;
  agent: string | null;
  left: { reach: string } | null;
  promised: { at: string; phone: string } | null;
  /** Messages up to here were put away with the conversation that ended. */
  fold: number;
}

export const NOTHING: Standing = { started: false, ended: false, agent: null, left: null, promised: null, fold: 0 };

/** Keeps a conversation in localStorage, so that a reload and the other pages of the site show the same. */
export class Keeping {
  constructor(private readonly store: Drawer, private readonly thread: Thread) {}

  save(standing: Standing): void {
    const kept = this.store.get<Kept>("thread");
    // Another page may know more than this one, which was perhaps asleep: what it stored is not lost.
    if (kept && kept.conversation !== null && kept.conversation === this.thread.conversation) this.thread.merge(kept);
    this.store.put("thread", this.thread.keep());
    this.store.put("standing", standing);
  }

  restore(): Standing {
    const kept = this.store.get<Kept>("thread");
    if (kept) this.thread.merge(kept);
    return { ...NOTHING, ...this.store.get<Standing>("standing") };
  }

  drop(): void {
    this.store.drop("thread");
    this.store.drop("standing");
  }
}
