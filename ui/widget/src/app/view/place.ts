import { h } from "../../shared/dom";
import type { Chat } from "../chat";
import type { Words } from "../words";

/** Sends where the visitor is: asked for by a press, confirmed by a second one, then the browser asks too. */
export class PlaceCard {
  readonly element = h("div", { class: "sure place-card", role: "group", hidden: true });

  constructor(private readonly chat: Chat, private readonly words: Words, private readonly done: () => void) {
    this.element.setAttribute("aria-label", words.text.place);
  }

  ask(): void {
    const { text } = this.words;
    const yes = h("button", { type: "button", class: "pill", onclick: () => this.find() }, text.placeYes);
    const no = h("button", { type: "button", class: "pill quiet", onclick: () => this.finish() }, text.placeNo);
    this.show(h("span", {}, text.placeSure), yes, no);
    no.focus();
  }

  private find(): void {
    const { text } = this.words;
    this.show(h("span", { role: "status" }, text.placeFinding));
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const [lat, lon] = [coords.latitude.toFixed(5), coords.longitude.toFixed(5)];
        const accuracy = Math.round(coords.accuracy);
        this.chat.share(
          { lat: coords.latitude, lon: coords.longitude, accuracy_m: accuracy },
          this.words.say("placeMessage", { lat, lon, accuracy }),
        );
        this.finish();
      },
      (error) => {
        const close = h("button", { type: "button", class: "pill quiet", onclick: () => this.finish() }, text.placeNo);
        this.show(h("span", { role: "alert" }, error.code === error.PERMISSION_DENIED ? text.placeDenied : text.placeFailed), close);
        close.focus();
      },
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
    );
  }

  private show(...children: HTMLElement[]): void {
    this.element.replaceChildren(...children);
    this.element.hidden = false;
  }

  private finish(): void {
    this.element.hidden = true;
    this.done();
  }
}
