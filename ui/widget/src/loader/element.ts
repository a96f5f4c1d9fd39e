import { adopt, h, icon, setText } from "../shared/dom";
import { brandSheet } from "../shared/colour";
import { CHAT, DOWN } from "../shared/icons";
import type { Options } from "../shared/shell";
import { direction, type Locale } from "../messages/locale";
import { words } from "./words";
import style from "./style.css";

/** <hamseda-chat>: the shadow root that keeps the page's styles out and ours in, with the launcher button. */
export class ChatElement extends HTMLElement {
  readonly root = this.attachShadow({ mode: "open" });
  readonly launcher = h("button", { type: "button", class: "launcher", "aria-haspopup": "dialog", "aria-expanded": "false" });
  private readonly badge = h("span", { class: "badge", hidden: true });
  private readonly note = h("div", { class: "note", role: "status" });
  private locale: Locale = "fa";
  private unread = 0;

  dress(options: Options): void {
    this.locale = options.locale;
    adopt(this.root, style, brandSheet(options.colour));
    this.lang = options.locale;
    this.dir = direction(options.locale);
    this.dataset["side"] = options.side;
    this.hidden = options.hidden;
    this.launcher.append(icon(CHAT, "shut"), icon(DOWN, "shown"), this.badge);
    this.root.append(this.note, this.launcher);
    this.name();
  }

  setOpen(open: boolean): void {
    this.launcher.setAttribute("aria-expanded", String(open));
    this.toggleAttribute("open", open);
    this.say("");
    this.name();
  }

  setUnread(count: number): void {
    this.unread = count;
    this.badge.hidden = count === 0;
    setText(this.badge, new Intl.NumberFormat(this.locale).format(Math.min(count, 99)));
    this.name();
  }

  sayFailed(): void {
    this.say(words[this.locale].failed);
  }

  private say(text: string): void {
    setText(this.note, text);
  }

  private name(): void {
    const { open, close, unread } = words[this.locale];
    const count = new Intl.NumberFormat(this.locale).format(this.unread);
    const text = this.hasAttribute("open") ? close : this.unread ? unread.replace("{count}", count) : open;
    this.launcher.setAttribute("aria-label", text);
  }
}
