// An agent without a browser: logs in and works over the socket, for tests that look at the customer's side.
import WebSocket from 'ws';

const WAIT_MS = 30000;

/** Logs in and connects. The returned agent hears everything in order. */
export async function createAgent(url, name, password) {
  const answer = await fetch(`${url}/api/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: url },
    body: JSON.stringify({ name, password }),
  });
  if (!answer.ok) throw new Error(`login of ${name} failed: ${answer.status} ${await answer.text()}`);
  const cookie = answer.headers.get('set-cookie').split(';')[0];
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/agent`, 'frontdesk.v1', { headers: { Cookie: cookie, Origin: url } });
  const heard = [];
  const waiting = new Set();

  socket.on('message', (bytes) => {
    heard.push(JSON.parse(bytes));
    for (const look of [...waiting]) look();
  });
  await new Promise((done, fail) => socket.once('open', done).once('error', fail));

  /** The first frame heard so far or from now on that fits. */
  function hears(fits, what) {
    return new Promise((done, fail) => {
      const late = setTimeout(
        () => fail(new Error(`${name} did not hear ${what}; heard ${JSON.stringify(heard.map((frame) => frame.type))}`)),
        WAIT_MS,
      );
      const look = () => {
        const found = heard.find(fits);
        if (!found) return;
        clearTimeout(late);
        waiting.delete(look);
        done(found);
      };
      waiting.add(look);
      look();
    });
  }

  const send = (frame) => socket.send(JSON.stringify(frame));
  return {
    hears,
    send,
    /** Waits until somebody is in line, and takes the first. @returns the case's id */
    async claim() {
      await hears((frame) => frame.type === 'welcome', 'welcome');
      const { cases } = await hears((frame) => frame.type === 'queue' && frame.cases.length > 0, 'a case in the line');
      send({ type: 'presence', status: 'available' });
      send({ type: 'claim', case: cases[0].case });
      await hears((frame) => frame.type === 'case' && frame.case === cases[0].case, 'the claimed case');
      return cases[0].case;
    },
    say: (id, text) => send({ type: 'message', case: id, id: `m${heard.length}.${Date.now()}`, text }),
    close: () => socket.close(),
  };
}
