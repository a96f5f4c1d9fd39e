import { h } from "../../shared/dom";
import type { Chat } from "../chat";
import type { Attachment } from "../frames";
import type { Words } from "../words";
import { bubble, type Shown } from "./bubble";

const TOGETHER = 120_000;

/** The messages, each an element that stays: a screen reader hears what is new and nothing twice. */
export class Log {
  readonly element: HTMLElement;
  count = 0;
  lastIsMine = false;
  private readonly rows = new Map<string, { signature: string; row: HTMLElement }>();

  constructor(private readonly chat: Chat, private readonly words: Words) {
    this.element = h("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": words.text.log, tabindex: "-1" });
  }

  update(): void {
    const shown = this.shown();
    this.count = shown.length;
    this.lastIsMine = shown.at(-1)?.mine ?? false;
    // There from the beginning, so that a screen reader hears the first message too; a stop for Tab once it holds one.
    this.element.tabIndex = shown.length ? 0 : -1;
    const wanted: HTMLElement[] = [];
    let day = "";
    shown.forEach((message, i) => {
      const heading = this.words.dayHeading(message.at);
      if (heading !== day) wanted.push(this.row(`d${(day = heading)}`, heading, () => h("div", { class: "day" }, heading)));
      wanted.push(this.message(message, shown[i - 1], shown[i + 1]));
    });
    this.place(wanted);
  }

  private shown(): Shown[] {
    const settled: Shown[] = this.chat.items().map((item) => ({ ...item, failed: null, waiting: false }));
    const waiting: Shown[] = this.chat.parcels().filter(({ frame }) => frame.t === "message" && !this.chat.thread.has(frame.id))
      .map(({ frame, attachments, at, failed }) => ({
        id: frame.id, position: Infinity, mine: true, author: null, text: "text" in frame ? frame.text : "",
        attachments, at, state: "sent", failed, waiting: true,
      }));
    return [...settled, ...waiting];
  }

  private message(message: Shown, before: Shown | undefined, after: Shown | undefined): HTMLElement {
    const first = !before || !together(before, message);
    const last = !after || !together(message, after) || message.state !== after.state || after.waiting;
    const offline = this.chat.link !== "online" && this.chat.link !== "connecting";
    const state = message.failed !== null ? "failed" : !message.waiting ? message.state : offline ? "offline" : "pending";
    const signature = [first, last, state, message.failed].join();
    return this.row(message.id, signature, () => bubble(message, { first, last: last || state === "failed", state }, this.words, {
      fetch: (attachment: Attachment) => this.chat.files.get(attachment),
      retry: () => this.chat.retry(message.id),
      discard: () => this.chat.discard(message.id),
    }));
  }

  private row(key: string, signature: string, make: () => HTMLElement): HTMLElement {
    const held = this.rows.get(key);
    if (held?.signature === signature) return held.row;
    const row = make();
    // Only the outside is exchanged: the body of a message, perhaps with a loaded photo, stays where it is.
    if (held) {
      const [old, now] = [held.row.querySelector(".content"), row.querySelector(".content")];
      if (old && now) now.replaceWith(old);
      row.classList.add("still"); // it has arrived long ago
      held.row.replaceWith(row);
    }
    this.rows.set(key, { signature, row });
    return row;
  }

  private place(wanted: HTMLElement[]): void {
    const keep = new Set(wanted);
    for (const [key, { row }] of this.rows) {
      if (keep.has(row)) continue;
      row.remove();
      this.rows.delete(key);
    }
    wanted.forEach((row, i) => {
      const there = this.element.children[i];
      if (there !== row) this.element.insertBefore(row, there ?? null);
    });
  }
}

function together(one: Shown, other: Shown): boolean {
  const near = Math.abs(Date.parse(other.at) - Date.parse(one.at)) < TOGETHER;
  return one.mine === other.mine && one.author === other.author && near;
}
