/*
 * The shop's accent colour, corrected until text on it can be read.
 *
 * A shop picks one colour; whether it works on white and on near-black is arithmetic (WCAG relative
 * luminance), so it is done here and not left to the person who wrote the configuration.
 */

const ENOUGH = 4.5;

/** @param {string} hex "#rgb" or "#rrggbb" @returns {number[]|null} 0 to 255 each */
export function parse(hex) {
  const match = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(hex ?? '');
  if (!match) return null;
  const digits = match[1].length === 3 ? match[1].replace(/./g, '$&$&') : match[1];
  return [0, 2, 4].map((i) => parseInt(digits.slice(i, i + 2), 16));
}

const luminance = (rgb) => {
  const [r, g, b] = rgb.map((v) => {
    const c = v / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

export function contrast(a, b) {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

/** `share` of a, the rest of b. */
export function mix(a, b, share) {
  return a.map((v, i) => Math.round(v * share + b[i] * (1 - share)));
}

/** Moves a colour towards another one until both texts-on-it and it-on-ground can be read. */
function correct(colour, towards, against) {
  for (let share = 1; share > 0; share -= 0.04) {
    const tried = mix(colour, towards, share);
    if (contrast(tried, against) >= ENOUGH) return tried;
  }
  return towards;
}

const css = (rgb) => `rgb(${rgb.join(' ')})`;
const WHITE = [255, 255, 255];
const BLACK = [0, 0, 0];
const NIGHT = [35, 41, 47]; // the lightest dark surface that accent text stands on
const FALLBACK = [15, 118, 110];

/**
 * Colours for both themes from the configured one.
 * @returns {{light: object, dark: object}} each {fill, on, tint} as CSS colours
 */
export function palette(hex) {
  const base = parse(hex) ?? FALLBACK;
  // 5 % grey under it, because accent text also stands on the lightly tinted surfaces.
  const light = correct(base, BLACK, [236, 239, 241]);
  const dark = correct(base, WHITE, NIGHT);
  return {
    light: { fill: css(light), on: css(WHITE), tint: css(mix(light, WHITE, 0.13)) },
    dark: { fill: css(dark), on: css([16, 19, 21]), tint: css(mix(light, [20, 23, 26], 0.5)) },
  };
}
