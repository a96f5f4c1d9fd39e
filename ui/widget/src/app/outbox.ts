import type { Drawer } from "../shared/storage";
import type { Attachment, Sendable } from "./frames";

/** Something the visitor sent that the server has not yet confirmed. */
export interface Parcel {
  frame: Sendable;
  attachments: Attachment[];
  at: string;
  failed: string | null;
}

/** Unconfirmed frames, each under its own key of localStorage, so that two pages never overwrite one another. */
export class Outbox {
  constructor(private readonly store: Drawer) {}

  /** In the order of writing: the ids sort by time. */
  parcels(): Parcel[] {
    return this.store.names("out.").sort().map((name) => this.store.get<Parcel>(name)).filter((held) => held !== null);
  }

  add(frame: Sendable, attachments: Attachment[] = []): void {
    this.store.put(`out.${frame.id}`, { frame, attachments, at: new Date().toISOString(), failed: null });
  }

  get(id: string): Parcel | null {
    return this.store.get<Parcel>(`out.${id}`);
  }

  fail(id: string, why: string): void {
    const held = this.get(id);
    if (held) this.store.put(`out.${id}`, { ...held, failed: why });
  }

  retry(id: string): void {
    const held = this.get(id);
    if (held) this.store.put(`out.${id}`, { ...held, failed: null });
  }

  drop(id: string): void {
    this.store.drop(`out.${id}`);
  }

  clear(): void {
    for (const { frame } of this.parcels()) this.drop(frame.id);
  }
}
