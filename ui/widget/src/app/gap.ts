import type { Thread } from "./thread";

const PATIENCE = 1500;

/** Watches for a position that was skipped; when it stays away, asks for everything after the watermark. */
export class Gap {
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `refill` puts in what the server holds after the watermark and confirms up to `top`; when it fails, `reconnect` brings a replay. */
  constructor(private readonly thread: Thread, private readonly refill: (top: number) => Promise<void>, private readonly reconnect: () => void) {}

  watch(): void {
    if (this.thread.hasGap()) this.timer ??= setTimeout(() => void this.fill(), PATIENCE);
    else {
      clearTimeout(this.timer);
      this.timer = undefined;
    }
  }

  private async fill(): Promise<void> {
    this.timer = undefined;
    try {
      await this.refill(this.thread.top());
    } catch {
      this.reconnect();
    }
    this.watch();
  }
}
