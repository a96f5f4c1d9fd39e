const PHONE = matchMedia("(max-width: 480px), (max-height: 440px)");

export const isPhone = (): boolean => PHONE.matches;

/** Full screen on a phone: as high as what the keyboard leaves, and the page behind does not scroll. */
export function fitPhone(panel: HTMLElement, isOpen: () => boolean): void {
  const view = window.visualViewport;
  let before: string | null = null;

  function fit(): void {
    const full = isOpen() && isPhone();
    panel.style.setProperty("--height", full && view ? `${view.height}px` : "");
    panel.style.setProperty("--top", full && view ? `${view.offsetTop}px` : "");
    const root = document.documentElement.style;
    if (full && before === null) {
      before = root.overflow;
      root.overflow = "hidden";
    } else if (!full && before !== null) {
      root.overflow = before;
      before = null;
    }
  }
  view?.addEventListener("resize", fit);
  view?.addEventListener("scroll", fit);
  PHONE.addEventListener("change", fit);
  new MutationObserver(fit).observe(panel, { attributes: true, attributeFilter: ["hidden"] });
}
