import { h, redraw } from "../../shared/dom";
import type { Chat } from "../chat";
import type { Words } from "../words";

/** The state of the connection, said only when it is not what one expects. */
export class Strip {
  readonly element = h("div", { class: "strip", role: "status" });

  constructor(private readonly chat: Chat, private readonly words: Words) {}

  update(): void {
    const { chat } = this;
    const { text } = this.words;
    const state = chat.configFailed && chat.link === "idle" ? "config" : chat.link;
    this.element.dataset["state"] = state;
    redraw(this.element, state, () => {
      const button = (label: string, act: () => void) => h("button", { type: "button", class: "link", onclick: act }, label);
      switch (state) {
        case "offline": return [text.linkOffline];
        case "connecting": return [chat.hasBegun ? text.linkConnecting : null];
        case "waiting": return [text.linkWaiting, " ", button(text.linkNow, () => chat.reconnect())];
        case "crowded": return [text.linkCrowded, " ", button(text.tryAgain, () => chat.reconnect())];
        case "refused": return [text.linkRefused];
        case "config": return [text.configFailed, " ", button(text.tryAgain, () => void chat.loadConfig())];
        default: return [];
      }
    });
  }
}
