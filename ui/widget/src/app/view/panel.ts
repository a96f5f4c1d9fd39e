import { adopt, h, toggleAttribute } from "../../shared/dom";
import { COLOURS, type Shell } from "../../shared/shell";
import { drawer } from "../../shared/storage";
import { direction } from "../../messages/locale";
import { Words } from "../words";
import type { Chat } from "../chat";
import { brandSheet } from "../../shared/colour";
import { Composer } from "./composer";
import { Body } from "./body";
import { Header } from "./header";
import { fitPhone, isPhone } from "./phone";
import { Strip } from "./strip";
import { Sound } from "./sound";
import style from "./style.css";

const FOCUSABLE = "button, textarea, input, select, a[href], [tabindex='0'], summary";

/** The window of the chat: puts the parts together and keeps focus, size and colours right. */
export class Panel {
  isOpen = false;
  private readonly words: Words;
  private readonly element: HTMLElement;
  private readonly parts: { update(): void }[];
  private readonly composer: Composer;
  private readonly body: Body;
  private readonly sound = new Sound();
  private readonly brand: CSSStyleSheet;
  private scheduled = false;

  constructor(private readonly shell: Shell, private readonly chat: Chat) {
    this.words = new Words(shell.options.locale);
    const [, brand] = adopt(shell.root, style, brandSheet(null));
    this.brand = brand as CSSStyleSheet;
    const header = new Header(chat, this.words, this.sound, () => this.close());
    const strip = new Strip(chat, this.words);
    this.composer = new Composer(chat, this.words, shell.options);
    this.body = new Body(chat, this.words, shell, () => this.composer.focus());
    this.parts = [header, strip, this.body, this.composer];
    this.element = h(
      "section",
      { class: "panel", role: "dialog", tabindex: "-1", lang: shell.options.locale, dir: direction(shell.options.locale), hidden: true },
      header.element, strip.element, this.body.element, this.composer.element,
    );
    this.element.addEventListener("keydown", (event) => this.onKey(event));
    shell.root.insertBefore(this.element, shell.launcher);
    this.followScheme();
    fitPhone(this.element, () => this.isOpen);
    document.addEventListener("visibilitychange", () => this.draw());
    chat.changed = () => this.schedule();
    chat.arrived = () => (!this.isOpen || document.hidden) && this.sound.play();
    void chat.loadConfig();
  }

  open(): void {
    if (this.isOpen) return;
    this.isOpen = true;
    this.shell.host.hidden = false;
    if (this.chat.configFailed) void this.chat.loadConfig();
    this.element.hidden = false;
    this.shell.setOpen(true);
    this.draw();
    this.body.toEnd();
    // On a phone the keyboard must not jump up unasked.
    if (matchMedia("(pointer: coarse)").matches) this.element.focus();
    else this.composer.focus() || this.element.focus();
    this.shell.emit("open");
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.element.hidden = true;
    this.shell.setOpen(false);
    this.shell.launcher.focus();
    this.draw();
    this.shell.emit("close");
  }

  startWith(text: string): void {
    this.open();
    this.composer.prefill(text);
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    queueMicrotask(() => {
      this.scheduled = false;
      this.draw();
    });
  }

  private draw(): void {
    const { config } = this.chat;
    this.wear(config?.brand.color);
    this.element.setAttribute("aria-label", this.words.say("dialog", { name: config?.brand.name ?? config?.name ?? "" }).trim());
    toggleAttribute(this.element, "aria-modal", isPhone() ? "true" : null);
    for (const part of this.parts) part.update();
    if (this.isOpen && !document.hidden) this.chat.see();
  }

  /** The server's word on the colour holds from now on, on the next page too. */
  private wear(colour: string | undefined | null): void {
    const { options } = this.shell;
    if (colour && colour !== options.colour) {
      options.colour = colour;
      drawer("localStorage", COLOURS).put(options.key, colour);
    }
    this.brand.replaceSync(brandSheet(options.colour));
  }

  private followScheme(): void {
    const { theme } = this.shell.options;
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const follow = () => this.element.classList.toggle("dark", theme === "auto" ? dark.matches : theme === "dark");
    dark.addEventListener("change", follow);
    follow();
  }

  private onKey(event: KeyboardEvent): void {
    event.stopPropagation(); // shortcuts of the page must not hear what is typed here
    if (event.key === "Escape") this.close();
    else if (event.key === "Tab" && isPhone()) this.trap(event);
  }

  /** The panel covers a phone's whole screen: Tab goes round inside it. */
  private trap(event: KeyboardEvent): void {
    const held = [...this.element.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
      (one) => one.tabIndex >= 0 && !one.hasAttribute("disabled") && one.checkVisibility(),
    );
    const [first, last] = [held[0], held.at(-1)];
    const active = this.shell.root.activeElement;
    const leaving = event.shiftKey ? active === first || active === this.element : active === last;
    if (!leaving) return;
    event.preventDefault();
    (event.shiftKey ? last : first)?.focus();
  }
}

