import { drawer } from "../../shared/storage";

/** Two soft notes made by the browser itself: no file to fetch, nothing for a strict policy to refuse. */
export class Sound {
  private readonly store = drawer("localStorage", "hamseda.");
  private context: AudioContext | null = null;

  get on(): boolean {
    return this.store.get<boolean>("sound") ?? false;
  }

  toggle(): void {
    this.store.put("sound", !this.on);
    if (this.on) this.play();
  }

  play(): void {
    if (!this.on) return;
    this.context ??= new AudioContext();
    const start = this.context.currentTime;
    this.note(660, start);
    this.note(880, start + 0.12);
  }

  private note(pitch: number, at: number): void {
    const context = this.context as AudioContext;
    const [tone, volume] = [context.createOscillator(), context.createGain()];
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.08, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.4);
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + 0.45);
  }
}
