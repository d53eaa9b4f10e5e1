// What the console knows, and the one function that changes it: reduce(state, action) -> state.
//
// Pure: no clock, no socket, no storage, no DOM. Whatever needs the time gets `now` (milliseconds) in
// the action. Frames from the gateway become actions of the type `frame/<type>` (frames.js); what the
// agent does becomes the other ones (acts.js). So the whole behaviour of the console can be read,
// tested and replayed without a browser.
import { acts } from './acts.js';
import { frames } from './frames.js';
import { liveActs, liveFrames } from './live.js';

/**
 * A chat is `mine` (claimed by this agent), `wrapup` (closed by this agent, who still works on it), `look` (opened to read, not claimed) or `left` (was one of
 * the two and is not any more; `leftAs` says how, and it stays readable until it is put away).
 *
 * @typedef {object} Chat
 * @property {string} id            the case
 * @property {'mine'|'wrapup'|'look'|'left'} mode
 * @property {null|'closed'|'returned'|'queued'|'taken'|'transferred'|'elsewhere'|'gone'|'wrapped'} leftAs
 * @property {object[]} messages    by rising seq
 * @property {number} readSeq       the highest seq that the agent has seen
 * @property {object[]} notes       of the team, by rising number
 * @property {object|null} reopened the chat that an agent closed and that this one goes on with
 * @property {object|null} twin     another open conversation of the same customer
 * @property {object|null} hold     {since, until, over}, see hold.js
 * @property {object|null} wrapup   {until, disposition}
 * @property {boolean} [observed]   with the assistant, read by a supervisor; `id` is the conversation then (live.js)
 * @property {null|'claim'|'return'|'close'|'transfer'|'hold'|'resume'|'disposition'|'done'|'merge'} busy   asked of the gateway, not answered yet
 */

const steps = { ...acts, ...frames, ...liveActs, ...liveFrames };

export function reduce(state, action) {
  const step = steps[action.type];
  return step ? step(state, action) : state;
}
