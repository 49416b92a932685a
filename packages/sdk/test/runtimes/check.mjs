// What must hold in every runtime, in the runtime itself: no assertion library, nothing of Node.js.

const ID = '0190f6f2-7c1e-7b7a-8f51-3d1c5e0a9b42';
const KEY = 'rc_test_aRuntimeTriesTheSdk';
const ABORT_AFTER_MS = 30;

/**
 * @param {typeof import('../../src/index.ts')} sdk
 * @param {string} baseUrl
 * @returns a function that can be called as often as a server is asked, with one client for all
 */
export function createCheck({ RaptorComply, fetchWithRetry }, baseUrl) {
  const comply = new RaptorComply({ apiKey: KEY, baseUrl, initialDelayMs: 5, maxRetries: 2, logger: false });
  const get = (path, options) => comply.request({ method: 'GET', path }, options);
  const failure = (promise) =>
    promise.then(
      () => ({ name: 'nothing failed' }),
      (error) => error,
    );

  async function aborted() {
    const controller = new AbortController();
    const failed = failure(get('/stalls', { signal: controller.signal }));
    const others = Promise.all(Array.from({ length: 5 }, () => get('/asset')));
    setTimeout(() => controller.abort(), ABORT_AFTER_MS);
    return [(await failed).name, (await others).length].join(' ');
  }

  /** Names what does not hold. */
  return async function check() {
    const wrong = [];
    const expect = (name, seen, wanted) => {
      if (seen !== wanted) wrong.push(`${name}: ${seen} instead of ${wanted}`);
    };
    for (let count = 0; count < 25; count += 1) expect('a get', (await comply.cyberAssets.get(ID)).id, ID);
    const many = await Promise.all(Array.from({ length: 25 }, () => comply.cyberAssets.get(ID)));
    expect('many at once', many.filter(({ id }) => id === ID).length, 25);
    expect('an abort ends its own call only', await aborted(), 'AbortError 5');
    expect('a timeout', (await failure(get('/stalls', { attemptTimeoutMs: 30, maxRetries: 0 }))).name, 'TimeoutError');
    const { attempts, status } = await failure(get('/fails'));
    expect('a 500 is tried again', `${status} ${attempts}`, '500 3');
    expect('HTML under a status', (await failure(get('/html'))).status, 502);
    expect('a 200 that is no JSON', (await failure(get('/broken'))).name, 'ParseError');
    const moved = await failure(get('/moves'));
    expect('a redirect ends the call', moved.name.endsWith('Error'), true);
    expect('the key is in no error', String(moved).includes(KEY) || JSON.stringify(moved).includes(KEY), false);
    expect('nobody was led elsewhere', (await get('/led')).led, 0);
    const made = await comply.request({ method: 'POST', path: '/echo', body: { title: 'Ü' } });
    expect('a write has its body and a key', `${made.body} ${made.key}`, '{"title":"Ü"} true');
    expect('the drop-in helper', (await (await fetchWithRetry(`${baseUrl}/asset`)).json()).id, ID);
    return wrong;
  };
}
