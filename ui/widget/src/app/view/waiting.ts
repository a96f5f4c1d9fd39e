import { h, icon, redraw } from "../../shared/dom";
import { CLOCK } from "../../shared/icons";
import type { Chat } from "../chat";
import type { Words } from "../words";

/* The first promise takes a moment; only its staying away means that there is none. */
const NO_PROMISE_MS = 6_000;

/** Place in line and the estimated wait, always with how good such estimates were. */
export class Waiting {
  readonly element = h("div", { class: "card waiting", role: "status" });

  private timer: ReturnType<typeof setTimeout> | undefined;
  private isHeld = false;

  constructor(private readonly chat: Chat, private readonly words: Words, private readonly askCall: () => void) {}

  update(): void {
    const { chat } = this;
    const { agent, ended } = chat.standing;
    const greeted = chat.items().some((item) => !item.mine);
    const kind = ended ? "" : chat.wait ? JSON.stringify(chat.wait) : agent && !greeted ? `a${agent}` : this.unpromised() ? "held" : this.beforehand() ? "soon" : "";
    this.element.hidden = kind === "";
    this.element.classList.toggle("slim", kind === "soon" || kind === "held");
    this.element.classList.toggle("plain", kind.startsWith("a"));
    redraw(this.element, kind + chat.config?.features.callback, () => {
      if (kind === "") return [];
      if (kind === "soon") return this.estimate();
      if (kind === "held") return [icon(CLOCK), h("div", {}, h("p", { class: "strong" }, this.words.text.waitHeld), this.stay())];
      return chat.wait ? this.place() : [this.words.say("agentJoined", { name: agent ?? "" })];
    });
  }

  /** Whether somebody waits whom nothing can be promised, since nobody is there who could answer. */
  private unpromised(): boolean {
    const { chat } = this;
    const { agent, ended, started } = chat.standing;
    const waits = started && !ended && !agent && !chat.wait && chat.isOpen && chat.link === "online" && chat.items().at(-1)?.mine === true;
    if (!waits) {
      clearTimeout(this.timer);
      this.timer = undefined;
      this.isHeld = false;
    }
    else this.timer ??= setTimeout(() => {
      this.isHeld = true;
      chat.changed();
    }, NO_PROMISE_MS);
    return this.isHeld;
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
    return [
      h("div", { class: "place", "aria-hidden": "true" }, words.number(wait.place)),
      h("div", {},
        h("p", { class: "strong" }, `${words.say("waitPlace", { place: wait.place })} — ${words.range(wait)}`),
        h("p", { class: "quiet" }, words.record(wait)),
        this.stay()),
    ];
  }

  /** One need not stay, and may be called instead. */
  private stay(): Node {
    const { text } = this.words;
    const callback = this.chat.config?.features.callback && h("button", { type: "button", class: "link", onclick: this.askCall }, text.callbackInstead);
    return h("p", { class: "quiet" }, text.waitStay, " ", callback || null);
  }
}
