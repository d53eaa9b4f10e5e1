// Gives the page the shop's colour in both themes. Through CSSOM: the page's policy allows no inline style.
import { palette } from '../shared/colour.js';

export function applyAccent(hex) {
  const { style } = document.documentElement;
  for (const [theme, colours] of Object.entries(palette(hex)))
    for (const [name, colour] of Object.entries(colours)) style.setProperty(`--${theme}-${name}`, colour);
}
