import { useCallback, useEffect, useRef, useState } from 'react';

export type Microphone = 'off' | 'listening' | 'denied' | 'missing';

/** The level of the real microphone, 0..1, and the highest one heard. */
export function useMicrophone() {
  const [state, setState] = useState<Microphone>('off');
  const [level, setLevel] = useState(0);
  const [peak, setPeak] = useState(0);
  const stop = useRef<(() => void) | null>(null);

  const start = useCallback(async () => {
    stop.current?.();
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const context = new AudioContext();
      const ear = new AnalyserNode(context, { fftSize: 512 });
      context.createMediaStreamSource(stream).connect(ear);
      const samples = new Float32Array(ear.fftSize);
      const timer = setInterval(() => {
        ear.getFloatTimeDomainData(samples);
        const loud = Math.min(1, Math.sqrt(samples.reduce((sum, s) => sum + s * s, 0) / samples.length) * 5);
        setLevel(loud);
        setPeak((high) => Math.max(high, loud));
      }, 60);
      stop.current = () => {
        clearInterval(timer);
        stream.getTracks().forEach((track) => track.stop());
        void context.close();
      };
      setState('listening');
    } catch (error) {
      setState(error instanceof DOMException && error.name === 'NotFoundError' ? 'missing' : 'denied');
    }
  }, []);

  useEffect(() => () => stop.current?.(), []);
  return { state, level, peak, start };
}
