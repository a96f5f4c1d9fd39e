import { h, icon, redraw } from "../../shared/dom";
import { CLOCK } from "../../shared/icons";
import type { Chat } from "../chat";
import type { Words } from "../words";

/** Place in line and the estimated wait, always with how good such estimates were. */
export class Waiting {
  readonly element = h("div", { class: "card waiting", role: "status" });

  constructor(private readonly chat: Chat, private readonly words: Words, private readonly askCall: () => void) {}

  update(): void {
    const { chat } = this;
    const { agent, ended } = chat.standing;
    const greeted = chat.items().some((item) => !item.mine);
    const kind = ended ? "" : chat.wait ? JSON.stringify(chat.wait) : agent && !greeted ? `a${agent}` : this.beforehand() ? "soon" : "";
    this.element.hidden = kind === "";
    this.element.classList.toggle("slim", kind === "soon");
    this.element.classList.toggle("plain", kind.startsWith("a"));
    redraw(this.element, kind + chat.config?.features.callback, () => {
      if (kind === "") return [];
      if (kind === "soon") return this.estimate();
      return chat.wait ? this.place() : [this.words.say("agentJoined", { name: agent ?? "" })];
    });
  }

  /** Before the first message: what waiting would be now, if the server has an estimate. */
  private beforehand(): boolean {
    return !this.chat.hasBegun && this.chat.isOpen && this.chat.config?.queue_wait != null;
  }

  private estimate(): Node[] {
    const wait = this.chat.config?.queue_wait;
    if (!wait) return [];
    const { words } = this;
    return [icon(CLOCK), h("div", {},
      h("p", {}, words.say("waitNow", { range: words.range(wait) })),
      h("p", { class: "quiet" }, words.record(wait)))];
  }

  private place(): Node[] {
    const { chat, words } = this;
    const { wait } = chat;
    if (!wait) return [];
    const callback = chat.config?.features.callback && h("button", { type: "button", class: "link", onclick: this.askCall }, words.text.callbackInstead);
    return [
      h("div", { class: "place", "aria-hidden": "true" }, words.number(wait.place)),
      h("div", {},
        h("p", { class: "strong" }, `${words.say("waitPlace", { place: wait.place })} — ${words.range(wait)}`),
        h("p", { class: "quiet" }, words.record(wait)),
        h("p", { class: "quiet" }, words.text.waitStay, " ", callback || null)),
    ];
  }
}
