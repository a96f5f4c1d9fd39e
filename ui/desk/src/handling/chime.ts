let context: AudioContext | null = null;

/** Two soft notes, made here: no file to load, no voice to mistake for a customer. */
export function chime(notes: number[] = [784, 1047], volume = 0.12): void {
  // Browsers let a page sound only after its person has touched it.
  if (!navigator.userActivation.hasBeenActive) return;
  context ??= new AudioContext();
  const start = context.currentTime;
  notes.forEach((pitch, i) => {
    const tone = new OscillatorNode(context as AudioContext, { frequency: pitch, type: 'sine' });
    const gain = new GainNode(context as AudioContext, { gain: 0 });
    const at = start + i * 0.16;
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(volume, at + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.4);
    tone.connect(gain).connect((context as AudioContext).destination);
    tone.start(at);
    tone.stop(at + 0.42);
  });
}
