export type Locale = "fa" | "en";

export const direction = (locale: Locale): "rtl" | "ltr" => (locale === "fa" ? "rtl" : "ltr");
