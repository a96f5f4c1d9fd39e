import { h, icon, redraw } from "../../shared/dom";
import { PATH } from "../../shared/icons";
import type { Shell } from "../../shared/shell";
import type { Page } from "../../loader/trail";
import type { Chat } from "../chat";
import type { Words } from "../words";

/** Asks whether the page trail may be sent, and shows it first. Without an answer nothing is sent. */
export class ConsentCard {
  readonly element = h("div", { class: "card consent", role: "group" });
  private asking = true;

  constructor(private readonly chat: Chat, private readonly words: Words, private readonly shell: Shell) {
    this.element.setAttribute("aria-label", words.text.consentAsk);
    this.asking = chat.consent === null;
  }

  update(): void {
    const { chat } = this;
    if (chat.consent === null) this.asking = true;
    this.element.hidden = chat.standing.ended || !chat.config || (!chat.isOpen && !chat.hasBegun);
    const kind = this.asking ? "ask" : `told ${chat.consent}`;
    this.element.classList.toggle("told", !this.asking);
    redraw(this.element, kind, () => (this.asking ? this.question() : this.told()));
  }

  private question(): Node[] {
    const { text } = this.words;
    const answer = (yes: boolean) => () => {
      this.asking = false;
      this.chat.agree(yes);
      this.element.querySelector("button")?.focus();
    };
    const look = h("details", {}, h("summary", {}, text.consentLook));
    look.addEventListener("toggle", () => look.open && this.show(look));
    return [
      h("div", { class: "ask" }, icon(PATH), h("div", {}, h("p", { class: "strong" }, text.consentAsk), h("p", { class: "quiet" }, text.consentWhy))),
      h("div", { class: "row" },
        h("button", { type: "button", class: "pill", onclick: answer(true) }, text.consentYes),
        h("button", { type: "button", class: "pill quiet", onclick: answer(false) }, text.consentNo)),
      look,
    ];
  }

  private told(): Node[] {
    const { text } = this.words;
    const change = h("button", {
      type: "button", class: "link", onclick: () => {
        this.asking = true;
        this.update();
        this.element.querySelector<HTMLElement>("summary")?.focus();
      },
    }, text.consentChange);
    return [h("span", {}, this.chat.consent ? text.consentSent : text.consentUnsent), change];
  }

  private show(look: HTMLElement): void {
    look.querySelector(".trail")?.remove();
    const rows = this.shell.pages().reverse().map((page) => this.row(page));
    look.append(h("div", { class: "trail" }, h("ol", { tabindex: "0", "aria-label": this.words.text.consentLook }, ...rows), h("p", { class: "quiet" }, this.words.text.consentAlso)));
  }

  private row(page: Page): HTMLElement {
    const { words } = this;
    const spent = page.seconds < 90
      ? words.say("consentSeconds", { seconds: Math.round(page.seconds) })
      : words.say("consentMinutes", { minutes: Math.round(page.seconds / 60) });
    const { host, pathname } = new URL(page.url);
    return h("li", {},
      h("bdi", { class: "strong" }, page.title || pathname),
      h("bdi", { dir: "ltr", class: "address" }, host + decodePath(pathname)),
      h("span", { class: "quiet" }, `${words.time(page.at)} · ${spent}`));
  }
}

function decodePath(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path; // not UTF-8: shown as it stands
  }
}
