import { h, setText } from "../../shared/dom";
import type { Chat } from "../chat";
import { callDays, callHours, instantOf, isEmail, isPhone, latinDigits } from "../reach";
import type { Sendable } from "../frames";
import type { Words } from "../words";

let fields = 0;

/** A labelled field with a place for its complaint, which says the cure. */
function field(label: string, control: HTMLElement, hint = ""): { row: HTMLElement; complain(text: string): void } {
  const id = `hamseda-field-${++fields}`;
  const problem = h("span", { class: "problem", id: `${id}-problem`, role: "alert" });
  control.id = id;
  control.setAttribute("aria-describedby", problem.id);
  const row = h("div", { class: "field" }, h("label", { for: id }, label, hint && h("span", { class: "quiet" }, ` ${hint}`)), control, problem);
  const complain = (text: string) => {
    setText(problem, text);
    control.setAttribute("aria-invalid", String(text !== ""));
    if (text) control.focus();
  };
  control.addEventListener("input", () => complain(""));
  return { row, complain };
}

export function leaveForm(chat: Chat, words: Words): HTMLElement {
  const { text } = words;
  const reach = h("input", { type: "text", dir: "ltr", autocomplete: "email", maxlength: "200" });
  const body = h("textarea", { rows: "3", dir: "auto", maxlength: "4000" });
  const before = refused(chat, "leave_message");
  if (before?.t === "leave_message") [reach.value, body.value] = [before.email ?? before.phone ?? "", before.text];
  const [reachField, bodyField] = [field(text.reach, reach, text.reachHint), field(text.leaveText, body)];
  return form(chat, words, "leave_message", text.leaveSend, [bodyField.row, reachField.row], () => {
    const way = latinDigits(reach.value).trim();
    if (!body.value.trim()) return bodyField.complain(text.leaveTextBad);
    if (!isEmail(way) && !isPhone(way)) return reachField.complain(text.reachBad);
    chat.post({ t: "leave_message", text: body.value.trim(), ...(isEmail(way) ? { email: way } : { phone: way }) });
  });
}

export function callbackForm(chat: Chat, words: Words): HTMLElement {
  const { text } = words;
  const phone = h("input", { type: "tel", dir: "ltr", autocomplete: "tel", maxlength: "30" });
  const brief = h("input", { type: "text", dir: "auto", maxlength: "200" });
  const before = refused(chat, "callback");
  if (before?.t === "callback") [phone.value, brief.value] = [before.phone, before.brief];
  const [day, hour] = [h("select", {}), h("select", {})];
  const days = callDays(chat.opensAt);
  days.forEach((date, i) => day.append(h("option", { value: i }, words.day(date))));
  const fillHours = () => {
    const hours = callHours(days[Number(day.value)] as Date, chat.opensAt);
    hour.replaceChildren(...hours.map((at) => h("option", { value: at }, words.time(instantOf(days[0] as Date, at)))));
  };
  day.addEventListener("change", fillHours);
  fillHours();
  const [phoneField, briefField] = [field(text.phone, phone), field(text.brief, brief)];
  const when = h("div", { class: "pair" }, field(text.day, day).row, field(text.hour, hour).row);
  return form(chat, words, "callback", text.callbackSend, [phoneField.row, when, briefField.row], () => {
    const number = latinDigits(phone.value).trim();
    if (!isPhone(number)) return phoneField.complain(text.phoneBad);
    const at = instantOf(days[Number(day.value)] as Date, Number(hour.value));
    chat.post({ t: "callback", phone: number, at, brief: brief.value.trim() });
  });
}

/** What the visitor had written when the server said no: nobody writes it twice. */
function refused(chat: Chat, kind: string): Sendable | undefined {
  return chat.parcels().find(({ frame, failed }) => frame.t === kind && failed !== null)?.frame;
}

/** The form around the fields; while its frame is under way it says so, and when refused it says why. */
function form(chat: Chat, words: Words, kind: string, send: string, rows: HTMLElement[], submit: () => void): HTMLElement {
  const parcel = chat.parcels().find(({ frame }) => frame.t === kind);
  if (parcel && parcel.failed === null)
    return h("p", { class: "quiet", role: "status" }, chat.link === "online" ? words.text.formWaiting : words.text.formOffline);
  const complaint = parcel?.failed && h("p", { class: "problem", role: "alert" }, parcel.failed);
  const element = h("form", { novalidate: true }, ...rows, complaint || null, h("button", { type: "submit", class: "pill wide" }, send));
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    if (parcel) chat.discard(parcel.frame.id);
    submit();
  });
  return element;
}
