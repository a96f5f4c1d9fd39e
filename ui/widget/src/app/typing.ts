const LASTS = 6000;
const EVERY = 3000;

/** Typing in both directions: ours is told once in a while, theirs is shown until it goes quiet. */
export class Typing {
  name: string | null = null;
  private told = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly changed: () => void) {}

  show(name: string | null): void {
    this.name = name;
    clearTimeout(this.timer);
    if (name === null) return;
    this.timer = setTimeout(() => {
      this.name = null;
      this.changed();
    }, LASTS);
  }

  tell(send: () => void): void {
    if (Date.now() - this.told < EVERY) return;
    this.told = Date.now();
    send();
  }

  /** A message went out: the next key is news again. */
  rest(): void {
    this.told = 0;
  }
}
