import { h, icon, redraw } from "../../shared/dom";
import { CAMERA, CLIP, PIN, SEND } from "../../shared/icons";
import type { Chat } from "../chat";
import type { Options } from "../../shared/shell";
import { drawer } from "../../shared/storage";
import { Uploads } from "../uploads";
import type { Words } from "../words";
import { PlaceCard } from "./place";
import { tray } from "./tray";

const LONGEST = 4000;

/** Where the visitor writes; files and the location leave from here too. */
export class Composer {
  readonly element: HTMLElement;
  private readonly area: HTMLTextAreaElement;
  private readonly sendButton: HTMLButtonElement;
  private readonly clip: HTMLButtonElement;
  private readonly camera: HTMLButtonElement;
  private readonly pin: HTMLButtonElement;
  private readonly tray = h("div", { class: "tray" });
  private readonly place: PlaceCard;
  private readonly uploads: Uploads;

  constructor(private readonly chat: Chat, private readonly words: Words, { host, key }: Options) {
    const { text } = words;
    this.uploads = new Uploads({
      host, key,
      token: () => chat.visits.token(),
      visitor: () => chat.visits.current()?.visitor_id ?? null,
      limit: () => chat.config?.max_upload_bytes ?? Infinity,
      kept: (attachment, file) => chat.files.hold(attachment, file),
      changed: () => this.update(),
      hasLeft: (id) => [...chat.items(), ...chat.parcels()].some(({ attachments }) => attachments.some((held) => held.id === id)),
      choose: () => this.clip.click(),
    }, drawer("sessionStorage", `hamseda.${key}.`));
    chat.another = (stays) => (stays ? this.uploads.anew() : this.uploads.clear());
    this.area = h("textarea", {
      rows: "1", dir: "auto", "aria-label": text.composer, placeholder: text.composerHint, maxlength: LONGEST, enterkeyhint: "send",
      oninput: () => this.onInput(), onkeydown: (event: KeyboardEvent) => this.onKey(event), onpaste: (event: ClipboardEvent) => this.onPaste(event),
    });
    this.sendButton = h("button", { type: "submit", class: "send", "aria-label": text.send, title: text.send }, icon(SEND));
    this.clip = this.fileButton(text.attach, CLIP, {});
    this.camera = this.fileButton(text.camera, CAMERA, { accept: "image/*", capture: "environment" });
    this.place = new PlaceCard(chat, words, () => this.pin.focus());
    this.pin = h("button", { type: "button", class: "tool", title: text.place, "aria-label": text.place, onclick: () => this.place.ask() }, icon(PIN));
    const tools = h("div", { class: "tools" }, this.clip, this.camera, this.pin, h("span", { class: "gap" }), this.sendButton);
    this.element = h("form", { class: "composer" }, this.place.element, this.tray, h("div", { class: "box" }, this.area, tools));
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
  }

  focus(): boolean {
    this.area.focus();
    return !this.element.hidden;
  }

  prefill(text: string): void {
    if (!this.area.value.trim()) this.area.value = text;
    this.onInput();
    this.focus();
  }

  update(): void {
    const { chat, words } = this;
    const features = chat.config?.features;
    this.element.hidden = chat.formInstead || chat.link === "refused";
    this.clip.hidden = !features?.attachments;
    this.camera.hidden = !features?.attachments || !matchMedia("(pointer: coarse)").matches;
    this.pin.hidden = !features?.location || !("geolocation" in navigator);
    this.sendButton.disabled = this.isEmpty || this.uploads.isBusy;
    // Empty, the field follows the interface; filled, it follows what is written.
    this.area.dir = this.area.value ? "auto" : words.locale === "fa" ? "rtl" : "ltr";
    redraw(this.tray, JSON.stringify(this.uploads.list.map(({ key, share, done, problem }) => [key, share, done, problem])), () => tray(this.uploads, words, chat.config?.max_upload_bytes ?? 0));
    this.tray.hidden = this.uploads.list.length === 0;
  }

  private get isEmpty(): boolean {
    return !this.area.value.trim() && !this.uploads.list.some((upload) => upload.done);
  }

  private send(): void {
    if (this.isEmpty || this.uploads.isBusy) return;
    this.chat.say(this.area.value.trim(), this.uploads.take());
    this.area.value = "";
    this.onInput();
    this.area.focus();
  }

  private onInput(): void {
    this.area.style.height = "auto";
    this.area.style.height = `${Math.min(this.area.scrollHeight, 140)}px`;
    if (this.area.value) this.chat.tellTyping();
    this.update();
  }

  private onKey(event: KeyboardEvent): void {
    // While a word is being composed (IME), Enter belongs to it.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.send();
  }

  private onPaste(event: ClipboardEvent): void {
    if (!this.chat.config?.features.attachments) return;
    for (const file of event.clipboardData?.files ?? []) this.uploads.add(file);
  }

  private fileButton(label: string, drawing: string, extra: Record<string, string>): HTMLButtonElement {
    const input = h("input", { type: "file", multiple: !extra["capture"], class: "unseen", tabindex: "-1", "aria-hidden": "true", ...extra });
    input.addEventListener("change", () => {
      for (const file of input.files ?? []) this.uploads.add(file);
      input.value = "";
      this.area.focus();
    });
    const button = h("button", { type: "button", class: "tool", title: label, "aria-label": label, onclick: () => input.click() }, icon(drawing));
    queueMicrotask(() => button.after(input)); // a control must not stand inside another
    return button;
  }
}

