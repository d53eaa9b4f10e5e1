// Two short, quiet tones when somebody waits or writes. Off unless the agent turned it on in this browser;
// turning it on plays it once, which is also the click that browsers want before they let a page sound.
import { setting, setSetting } from './keep.js';

const TONES_HZ = [660, 880];
const TONE_S = 0.14;
const LOUDNESS = 0.08;
const QUIET_MS = 2000; // ten messages at once are one sound

let context = null;
let playedAt = 0;

export const soundState = () => ('AudioContext' in window ? (setting('sound') === 'on' ? 'on' : 'off') : 'missing');

function play() {
  context ??= new AudioContext();
  context.resume();
  TONES_HZ.forEach((hertz, i) => {
    const tone = context.createOscillator();
    const gain = context.createGain();
    const from = context.currentTime + i * TONE_S;
    tone.frequency.value = hertz;
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(LOUDNESS, from + 0.02);
    gain.gain.linearRampToValueAtTime(0, from + TONE_S);
    tone.connect(gain).connect(context.destination);
    tone.start(from);
    tone.stop(from + TONE_S);
  });
}

export function turnSound(on) {
  setSetting('sound', on ? 'on' : 'off');
  if (on) play();
}

export function sound() {
  if (soundState() !== 'on' || Date.now() - playedAt < QUIET_MS) return;
  playedAt = Date.now();
  play();
}
