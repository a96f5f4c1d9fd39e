import type { Locale } from "../messages/locale";

/** The few words the launcher needs before the app with its catalogues is there. */
export const words: Record<Locale, { open: string; close: string; unread: string; failed: string }> = {
  fa: {
    open: "گفتگو با ما",
    close: "بستن گفتگو",
    unread: "گفتگو با ما؛ {count} پیام خوانده‌نشده",
    failed: "گفتگو باز نشد. اینترنت را بررسی کنید و دوباره بزنید.",
  },
  en: {
    open: "Chat with us",
    close: "Close the chat",
    unread: "Chat with us; {count} unread",
    failed: "The chat could not open. Check your connection and press again.",
  },
};
