import { h, icon, setText, toggleAttribute } from "../../shared/dom";
import { DOWN } from "../../shared/icons";
import type { Shell } from "../../shared/shell";
import type { Chat } from "../chat";
import type { Words } from "../words";
import { ConsentCard } from "./consent";
import { Log } from "./log";
import { OutsideHours } from "./outside";
import { Waiting } from "./waiting";

/** The scrolling middle: greeting, consent, messages, place in line, and the forms for outside the hours. */
export class Body {
  readonly element: HTMLElement;
  private readonly scroll: HTMLElement;
  private readonly greeting = h("div", { class: "greeting" });
  private readonly headline = h("p", { class: "headline" });
  private readonly under = h("p", {});
  private readonly typing = h("div", { class: "typing" });
  private readonly typist = h("span", { class: "quiet" });
  private readonly farewell: HTMLElement;
  private readonly jump: HTMLButtonElement;
  private readonly parts: { update(): void; element: HTMLElement }[];
  private readonly log: Log;

  constructor(private readonly chat: Chat, private readonly words: Words, shell: Shell, focusComposer: () => void) {
    const { text } = words;
    this.log = new Log(chat, words);
    this.greeting.append(this.headline, this.under);
    const dots = h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
    this.typing.append(dots, this.typist);
    const again = h("button", {
      type: "button", class: "pill", onclick: () => {
        chat.startAgain();
        focusComposer();
      },
    }, text.startAgain);
    this.farewell = h("div", { class: "card farewell", role: "status" }, h("p", {}, text.ended), h("p", { class: "quiet" }, text.continueHere), again);
    const outside = new OutsideHours(chat, words);
    const waiting = new Waiting(chat, words, () => outside.offerCallback());
    const consent = new ConsentCard(chat, words, shell);
    this.parts = [consent, this.log, waiting, outside];
    this.scroll = h(
      "div", { class: "scroll" },
      this.greeting, consent.element, this.log.element, this.typing, waiting.element, outside.element, this.farewell,
    );
    this.jump = h("button", { type: "button", class: "jump", "aria-label": text.log, onclick: () => this.toEnd() }, icon(DOWN));
    this.element = h("div", { class: "body" }, this.scroll, this.jump);
    this.scroll.addEventListener("scroll", () => this.showJump(), { passive: true });
    new ResizeObserver(() => this.follow && this.toEnd()).observe(this.scroll);
  }

  private follow = true;

  update(): void {
    const { chat, words } = this;
    const name = chat.visits.current()?.name;
    const count = this.log.count;
    setText(this.headline, name ? words.say("greetingKnown", { name }) : words.text.greeting);
    setText(this.under, words.text.greetingBody);
    this.under.hidden = !chat.isOpen;
    this.greeting.hidden = chat.hasBegun && chat.items().length > 1;
    for (const part of this.parts) part.update();
    toggleAttribute(this.typing, "data-on", chat.typing.name !== null);
    setText(this.typist, chat.typing.name ? words.say("typing", { name: chat.typing.name }) : "");
    this.farewell.hidden = !chat.standing.ended;
    if (this.follow || (this.log.count !== count && this.log.lastIsMine)) this.toEnd();
    this.showJump();
  }

  toEnd(): void {
    this.scroll.scrollTop = this.chat.hasBegun ? this.scroll.scrollHeight : 0;
    this.follow = true;
  }

  private showJump(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.scroll;
    const far = scrollHeight - scrollTop - clientHeight;
    this.follow = far < 80;
    this.jump.hidden = far < 160 || !this.chat.hasBegun;
  }
}
