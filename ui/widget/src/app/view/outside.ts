import { h, redraw } from "../../shared/dom";
import type { Chat } from "../chat";
import type { Words } from "../words";
import { callbackForm, leaveForm } from "./forms";

type Way = "leave" | "callback";

/** Outside the opening hours: when we open, and two ways to be answered then. Inside them: a call instead of waiting. */
export class OutsideHours {
  readonly element = h("div", { class: "outside" });
  private way: Way = "leave";
  private instead = false;

  constructor(private readonly chat: Chat, private readonly words: Words) {}

  offerCallback(): void {
    this.instead = true;
    this.way = "callback";
    this.chat.changed();
    queueMicrotask(() => this.element.querySelector<HTMLElement>("input")?.focus());
  }

  update(): void {
    const { chat } = this;
    const { left, promised } = chat.standing;
    const closed = !chat.isOpen && chat.config !== null;
    const forms = closed ? !chat.hasBegun : this.instead && !promised;
    chat.formInstead = forms;
    this.element.hidden = !closed && !this.instead && !promised && !left;
    const sending = chat.parcels().map(({ frame, failed }) => frame.t + String(failed)).filter((kind) => !kind.startsWith("message")).join();
    const state = [closed, forms, this.way, chat.opensAt, left?.reach, promised?.at, sending, chat.link === "online", chat.config?.features.callback];
    redraw(this.element, state.join("|"), () => [
      closed && this.notice(),
      left && h("p", { class: "card done", role: "status" }, this.words.say("leaveDone", { reach: left.reach })),
      promised && h("p", { class: "card done", role: "status" }, this.words.say("callbackDone", { when: this.words.when(promised.at), phone: promised.phone })),
      forms && this.forms(),
    ]);
  }

  private notice(): Node {
    const { chat, words } = this;
    const callback = chat.config?.features.callback;
    return h("div", { class: "card closed" },
      h("p", { class: "strong" }, words.text.closedTitle),
      chat.opensAt && h("p", {}, words.say("closedUntil", { when: words.when(chat.opensAt) })),
      h("p", { class: "quiet" }, callback ? words.text.closedHelp : words.text.closedHelpLeave));
  }

  private forms(): Node {
    const { chat, words } = this;
    const box = h("div", { class: "card" });
    if (this.instead) box.append(this.back());
    else if (chat.config?.features.callback) box.append(this.tabs());
    box.append(this.way === "callback" ? callbackForm(chat, words) : leaveForm(chat, words));
    return box;
  }

  private back(): Node {
    const leave = () => {
      this.instead = false;
      this.chat.changed();
    };
    return h("button", { type: "button", class: "link", onclick: leave }, this.words.text.back);
  }

  private tabs(): Node {
    const { text } = this.words;
    const tab = (way: Way, label: string) => h("button", {
      type: "button", "aria-pressed": String(this.way === way), onclick: () => {
        this.way = way;
        this.update();
        this.element.querySelector<HTMLElement>(`[aria-pressed="true"]`)?.focus();
      },
    }, label);
    return h("div", { class: "tabs", role: "group", "aria-label": text.tabsLabel }, tab("leave", text.leaveTab), tab("callback", text.callbackTab));
  }
}
