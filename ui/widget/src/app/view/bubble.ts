import { h, icon } from "../../shared/dom";
import { ALERT, CLOCK, TICK, TICKS } from "../../shared/icons";
import type { Attachment } from "../frames";
import type { Item } from "../thread";
import type { Words } from "../words";
import { attachmentView } from "./attachment";
import { initials } from "./header";

export interface Shown extends Item {
  failed: string | null;
  waiting: boolean;
}

interface Look {
  first: boolean;
  last: boolean;
  state: string;
}

interface Acts {
  fetch(attachment: Attachment): Promise<Blob>;
  retry(): void;
  discard(): void;
}

export function bubble(message: Shown, look: Look, words: Words, acts: Acts): HTMLElement {
  const { mine, author } = message;
  const name = mine ? words.text.you : author ?? "";
  const content = h("div", { class: "content" },
    message.text && h("p", { class: "text", dir: "auto" }, ...linked(message.text)),
    ...message.attachments.map((held) => attachmentView(held, words, acts.fetch)));
  const face = !mine && h("span", { class: "face small", "aria-hidden": "true" }, look.last && author ? h("bdi", {}, initials(author)) : null);
  const label = h("p", { class: look.first && !mine ? "author" : "unseen" }, h("bdi", {}, name));
  const column = h("div", { class: "column" }, label, content, look.last ? meta(message, look.state, words, acts) : null);
  const kind = `message ${mine ? "mine" : "theirs"}${look.first ? " first" : ""}${look.last ? " last" : ""}`;
  return h("div", { class: kind, "data-id": message.id, "data-state": look.state }, face, column);
}

const ICONS: Record<string, string> = { pending: CLOCK, offline: CLOCK, sent: TICK, delivered: TICKS, read: TICKS, failed: ALERT };

function meta(message: Shown, state: string, words: Words, acts: Acts): HTMLElement {
  const { text } = words;
  const names: Record<string, string> = {
    pending: text.statePending, offline: text.stateOffline, sent: text.stateSent, delivered: text.stateDelivered,
    read: text.stateRead, failed: text.stateFailed,
  };
  const spoken = state === "offline" || state === "failed" || state === "pending";
  const row = h("div", { class: `meta ${state}` }, h("time", { datetime: message.at }, words.time(message.at)));
  if (message.mine) row.append(icon(ICONS[state] ?? TICK, "tick"), h("span", { class: spoken ? "" : "unseen" }, names[state] ?? ""));
  if (state === "failed")
    row.append(
      h("button", { type: "button", class: "link", onclick: acts.retry }, text.retry),
      h("button", { type: "button", class: "link", onclick: acts.discard }, text.discard),
      message.failed ? h("p", { class: "reason" }, message.failed) : "");
  return row;
}

/** Addresses in a message become links; everything else stays text. */
function linked(text: string): (Node | string)[] {
  return text.split(/(https?:\/\/[^\s<>"«»]+[^\s<>"«».,:;!?؟،؛)\]])/).map((part, i) =>
    i % 2 ? h("a", { href: part, target: "_blank", rel: "noopener noreferrer nofollow", dir: "ltr" }, part) : part);
}
