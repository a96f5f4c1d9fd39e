import type { Locale } from "../messages/locale";
import type { Page } from "../loader/trail";

/** Where the brand's colour is remembered by channel, so that the launcher of the next page wears it at once. */
export const COLOURS = "hamseda.colour.";

/** What one line of HTML says about the widget. */
export interface Options {
  key: string;
  /** Where the API is: the origin of the script, or data-host. */
  host: string;
  /** The folder of the script, with the app and the fonts. */
  assets: string;
  locale: Locale;
  side: "start" | "end";
  theme: "auto" | "light" | "dark";
  /** The brand's colour as it was last seen, else as the line of HTML says it, until the server says it. */
  colour: string;
  hidden: boolean;
  open: boolean;
  text: string;
  campaign: string;
  /** The address bar itself asked for the chat (?hamseda=open). */
  byLink: boolean;
}

/** What the loader gives to the app. */
export interface Shell {
  options: Options;
  host: HTMLElement;
  root: ShadowRoot;
  launcher: HTMLButtonElement;
  pages(): Page[];
  setUnread(count: number): void;
  setOpen(open: boolean): void;
  emit(event: EventName, detail?: unknown): void;
}

/** What the app gives to the loader. */
export interface App {
  open(): void;
  close(): void;
  isOpen(): boolean;
  startWith(text: string): void;
  setUser(identityToken: string | null): void;
  setContext(attributes: Record<string, unknown>): void;
}

export type EventName = "ready" | "open" | "close" | "message" | "unread" | "start" | "end" | "connection";

export const APP = Symbol.for("hamseda.widget.app");

export interface AppWindow {
  [APP]?: (shell: Shell) => App;
}
