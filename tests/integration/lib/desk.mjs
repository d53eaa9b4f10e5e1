// A desk of its own for a test: a gateway with a policy, its agents, customers in line.
import { startServer } from '../../web/lib/server.mjs';
import { customer, handoff } from './client.mjs';
import { ROOMY, set } from './kit.mjs';

export const PASSWORD = 'correct horse';

/** A gateway whose escalation.yaml is `policy`, with these agents; stops with the test. */
export async function startDesk(t, policy, names = ['Ada']) {
  const server = await startServer({ edit: { 'frontdesk.yaml': set(ROOMY) }, files: { 'escalation.yaml': `version: 1\n${policy}` } });
  t.after(() => server.stop());
  for (const name of names) await server.addUser(name, PASSWORD);
  return server;
}

/** A customer in line: `state` is the frame that said so, `reference` that of the case. */
export async function waiting(server, options = {}) {
  const c = await customer(server.url, { consent: false, ...options });
  c.state = await handoff(c);
  c.reference = c.state.reference;
  return c;
}
