import type { Client } from '../support/client.ts';
import { type Ids, idOf, targets } from './targets.ts';

/** Everything that can be read with a key, as text. */
export async function everything(client: Client, ids: Ids): Promise<string> {
  const responses: string[] = [];
  for (const target of targets.filter(({ method }) => method === 'GET')) {
    const query = target.requiredQuery();
    responses.push((await client.get(`${target.path((noun) => idOf(noun, ids))}${query && `?${query}`}`)).text);
  }
  return responses.join('\n');
}

/** Cursors that lists gave out to an organization which has more than one thing of a kind. */
export async function cursorsOf(client: Client): Promise<string[]> {
  const pages = await Promise.all(['/facilities', '/cyber-systems'].map((path) => client.get(`${path}?limit=1`)));
  return pages.flatMap(({ headers }) => /cursor=([\w-]+)/.exec(headers.get('link') ?? '')?.[1] ?? []);
}
