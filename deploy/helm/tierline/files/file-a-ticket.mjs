// Files one ticket through the API, reads it back, and waits until the router has put it on a tier: `helm test`.
// API: where the API is. KEY: an API key that may open and read tickets. TEST_ID: the same one finds the same ticket.
const { API, KEY, TEST_ID } = process.env;

async function ask(path, options = {}) {
  const response = await fetch(`${API}${path}`, {
    ...options,
    headers: { authorization: `Bearer ${KEY}`, ...options.headers },
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
  return JSON.parse(text);
}

const { id, subject } = await ask('/v1/tickets', {
  method: 'POST',
  headers: { 'content-type': 'application/json', 'idempotency-key': `helm-test-${TEST_ID}` },
  body: JSON.stringify({
    subject: 'Installation test, please close',
    description: `Filed by the test of the installation ${TEST_ID}. Nobody waits for an answer.`,
    requester: 'installation-test@example.com',
    priority: 'low',
  }),
});

const deadline = Date.now() + 30_000;
let ticket = await ask(`/v1/tickets/${id}`);
while (ticket.tier === undefined && Date.now() < deadline) {
  await new Promise((resolve) => setTimeout(resolve, 500));
  ticket = await ask(`/v1/tickets/${id}`);
}
if (ticket.subject !== subject) throw new Error(`another ticket came back: ${JSON.stringify(ticket)}`);
if (ticket.tier === undefined) throw new Error(`ticket ${id} is on no tier after 30 s: is the router ready?`);
process.stdout.write(`ticket ${id} was filed, read back and put on ${ticket.tier}\n`);
