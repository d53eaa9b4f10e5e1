/*
 * The only way this page makes elements. Words enter as text nodes, never as markup: there is no
 * function here, nor a call anywhere in the widget, that parses HTML.
 */

const SVG = 'http://www.w3.org/2000/svg';

/**
 * @param {string} tag
 * @param {object} [props] `onclick` and the like are listeners, everything else is an attribute;
 *   null, undefined and false leave it out, true sets it empty
 * @param {...(Node|string|null)} children
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** @param {string} kind class @param {(event: Event) => void} onclick */
export const button = (kind, onclick, ...children) => el('button', { type: 'button', class: kind || null, onclick }, ...children);

/** A link that leaves the chat. */
export const link = (href, text) => el('a', { href, target: '_blank', rel: 'noopener noreferrer' }, text);

/** Writes only what changed: an equal text must not wake a screen reader. */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Sets an attribute only if it differs; null removes it. */
export function put(node, name, value) {
  if (value === null) node.removeAttribute(name);
  else if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

/** An icon of strokes; its meaning stands in text or in the accessible name of what holds it. */
export function icon(path) {
  const svg = document.createElementNS(SVG, 'svg');
  const line = document.createElementNS(SVG, 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}

export const ICON = {
  close: 'M6 6l12 12M18 6L6 18',
  menu: 'M5 12h.01M12 12h.01M19 12h.01',
  send: 'M4 12h15M13 6l6 6-6 6',
  up: 'M7 11v9H4v-9zm0 0l4-7a2 2 0 0 1 2 2v4h5a2 2 0 0 1 2 2.3l-1 6a2 2 0 0 1-2 1.7H7',
  down: 'M17 13V4h3v9zm0 0l-4 7a2 2 0 0 1-2-2v-4H6a2 2 0 0 1-2-2.3l1-6A2 2 0 0 1 7 4h10',
  spark: 'M12 4l1.8 5.2L19 11l-5.2 1.8L12 18l-1.8-5.2L5 11l5.2-1.8z',
  jump: 'M12 5v14M6 13l6 6 6-6',
};
