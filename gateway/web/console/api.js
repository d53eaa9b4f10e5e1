// The few HTTP calls of the console. Each answers {status, body, retryAfter}; status 0 means that the
// gateway could not be reached.

async function call(path, options) {
  let response;
  try {
    response = await fetch(path, { credentials: 'same-origin', cache: 'no-store', ...options });
  } catch {
    return { status: 0, body: null, retryAfter: 0 };
  }
  const body = await response.json().catch(() => null);
  return { status: response.status, body, retryAfter: Number(response.headers.get('Retry-After')) || 0 };
}

export const getSession = () => call('/api/session');

export const getReplies = () => call('/api/replies');

export const getLlm = () => call('/api/llm');

export const switchLlm = (csrf, on) =>
  call('/api/llm', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf },
    body: JSON.stringify({ on }),
  });

export const getShop = () => call('/api/shop');

export const login = (name, password) =>
  call('/api/login', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name, password }),
  });

export const logout = (csrf) => call('/api/logout', { method: 'POST', headers: { 'X-CSRF-Token': csrf } });
