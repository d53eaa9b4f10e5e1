// A provider of language models that is dictated each word while the gateway waits (provider.mjs plays whole answers), and keeps
// every byte that came in.
import { createServer } from 'node:http';
import { eventually } from './kit.mjs';

/** One request that is being answered. */
class Turn {
  constructor(raw, res) {
    this.raw = raw;
    this.body = JSON.parse(raw);
    this.res = res;
    this.closed = false; // by the gateway, before it was answered
    res.on('close', () => (this.closed ||= !res.writableFinished));
    res.writeHead(200, { 'Content-Type': 'text/event-stream' });
  }

  /** Everything that the model reads. */
  get text() {
    return this.body.messages.map((m) => m.content).join('\n');
  }

  event(value) {
    this.res.write(`data: ${JSON.stringify(value)}\n\n`);
  }

  say(content) {
    this.event({ choices: [{ index: 0, delta: { content } }] });
    return this;
  }

  call(name, args) {
    this.event({ choices: [{ index: 0, delta: { tool_calls: [{ index: 0, id: 'c1', type: 'function', function: { name, arguments: JSON.stringify(args) } }] } }] });
    return this.end('tool_calls');
  }

  end(reason = 'stop') {
    this.event({ choices: [{ index: 0, delta: {}, finish_reason: reason }], usage: { prompt_tokens: 100, completion_tokens: 20 } });
    this.res.end('data: [DONE]\n\n');
    return this;
  }

  /** The connection breaks. */
  cut() {
    this.res.destroy();
  }

  whenClosed() {
    return eventually(() => this.closed, 'the gateway giving up the request');
  }
}

/** {url, turns, next(), answerWith(fn), down(), up(), stop()}. */
export async function startDictation() {
  const turns = [];
  let taken = 0;
  let isDown = false;
  let answer = null;
  const server = createServer((req, res) => {
    const parts = [];
    req.on('data', (part) => parts.push(part));
    req.on('end', () => {
      if (isDown) {
        res.writeHead(503).end();
        return;
      }
      const turn = new Turn(Buffer.concat(parts).toString('utf8'), res);
      turns.push(turn);
      answer?.(turn);
    });
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${server.address().port}/v1`;
  return {
    url,
    turns,
    /** The next request, as soon as it is there; the test answers it. */
    async next() {
      await eventually(() => turns.length > taken, 'a request to the provider');
      return turns[taken++];
    },
    /** From now on each is answered by `fn(turn)` at once; null: by the test. */
    answerWith: (fn) => (answer = fn),
    down: () => (isDown = true),
    up: () => (isDown = false),
    /** An edit of frontdesk.yaml: language models on, asked here. */
    edit: (yaml) =>
      yaml
        .replace(/^llm:([\s\S]*?)^ {2}enabled: false/m, 'llm:$1  enabled: true')
        .replace(/^ {2}providers: \[\].*$/m, `  providers: [{name: main, api: openai, url: '${url}', model: test-1}]`),
    stop() {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}
