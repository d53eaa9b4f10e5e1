// The customer's side of the console's tests, on top of widget.mjs.
import { chatting, labels as labelsOf, say } from './widget.mjs';

/** Opens the demo shop in a language, presses the launcher, agrees to the assistant. Returns the chat's frame. */
export const openChat = (page, url, language = 'en') => chatting(page, `${url}/?lang=${language}`);

export const write = say;

/** A message of an agent with this text has arrived. */
export const seesAgent = (frame, text) => frame.locator('.msg.agent .text', { hasText: text }).last().waitFor();

/** Every bot bubble's label, as it stands there. */
export const labels = async (frame) => (await labelsOf(frame)).map(({ text }) => text);

/** The handoff card with its reference number is there. */
export const isWaiting = (frame) => frame.locator('section.card b', { hasText: /^FD-/ }).waitFor();
