import { h, icon, redraw, setText, toggleAttribute } from "../../shared/dom";
import { BELL, BELL_OFF, CHAT, CLOSE, LEAVE } from "../../shared/icons";
import type { Chat } from "../chat";
import type { Words } from "../words";
import type { Sound } from "./sound";

/** Who we are or who answers, and the controls of the window. */
export class Header {
  readonly element: HTMLElement;
  private readonly face = h("span", { class: "face", "aria-hidden": "true" });
  private readonly title = h("h2", { class: "title", dir: "auto" });
  private readonly line = h("p", { class: "line" });
  private readonly sure = h("div", { class: "sure", role: "group" });
  private readonly bell: HTMLButtonElement;
  private readonly leave: HTMLButtonElement;

  constructor(private readonly chat: Chat, private readonly words: Words, private readonly sound: Sound, close: () => void) {
    const { text } = words;
    this.bell = h("button", { type: "button", class: "tool", title: text.soundOn, "aria-label": text.soundOn, onclick: () => this.ring() });
    this.leave = h(
      "button",
      { type: "button", class: "tool", title: text.endChat, "aria-label": text.endChat, onclick: () => this.ask(true) }, icon(LEAVE, "turn"),
    );
    const shut = h("button", { type: "button", class: "tool", title: text.minimise, "aria-label": text.minimise, onclick: close }, icon(CLOSE));
    const who = h("div", { class: "who" }, this.title, this.line);
    this.element = h("header", { class: "head" }, this.face, who, this.bell, this.leave, shut, this.sure);
    this.sure.hidden = true;
    this.sure.setAttribute("aria-label", text.endSure);
  }

  update(): void {
    const { chat, words } = this;
    const { agent, ended, started } = chat.standing;
    const name = agent ?? chat.config?.brand.name ?? chat.config?.name ?? "";
    setText(this.title, name);
    setText(this.line, agent ? words.text.agentHere : chat.isOpen ? words.text.teamOpen : words.text.teamClosed);
    this.line.hidden = !chat.config;
    this.line.classList.toggle("away", !chat.isOpen && !agent);
    redraw(this.face, agent ? `a${agent}` : "brand", () => [agent ? h("bdi", {}, initials(agent)) : icon(CHAT)]);
    redraw(this.bell, String(this.sound.on), () => [icon(this.sound.on ? BELL : BELL_OFF)]);
    toggleAttribute(this.bell, "aria-pressed", String(this.sound.on));
    this.leave.hidden = !started || ended;
    if (this.leave.hidden) this.sure.hidden = true;
  }

  private ring(): void {
    this.sound.toggle();
    this.update();
  }

  private ask(shown: boolean): void {
    const { text } = this.words;
    this.sure.hidden = !shown;
    const yes = h("button", { type: "button", class: "pill", onclick: () => this.chat.end() }, text.endYes);
    const no = h("button", { type: "button", class: "pill quiet", onclick: () => this.ask(false) }, text.endNo);
    this.sure.replaceChildren(h("span", {}, text.endSure), yes, no);
    (shown ? no : this.leave).focus();
  }
}

/** First letters of the first two words: «نگار احمدی» gives «ن ا», a thin space apart so that they do not join. */
export function initials(name: string): string {
  return name.split(/\s+/).filter(Boolean).slice(0, 2).map((word) => [...word][0]).join("\u2009");
}
