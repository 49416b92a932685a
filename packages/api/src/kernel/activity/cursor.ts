import type pg from 'pg';

const ROWS_PER_PAGE = 400;

/** Yields the rows of a query one by one. The next page is fetched while this one is read. Needs an open transaction. */
export async function* rowsOf<Row extends pg.QueryResultRow>(
  client: pg.PoolClient,
  cursor: string,
  { text, values }: { readonly text: string; readonly values: readonly unknown[] },
): AsyncGenerator<Row> {
  await client.query(`declare ${cursor} no scroll cursor for ${text}`, [...values]);
  const fetch = () => client.query<Row>(`fetch ${ROWS_PER_PAGE} from ${cursor}`);
  for (let page = await fetch(); page.rows.length > 0; ) {
    const next = page.rows.length < ROWS_PER_PAGE ? Promise.resolve({ rows: [] }) : fetch();
    // Nothing awaits it when the caller stops.
    next.catch(() => {});
    yield* page.rows;
    page = (await next) as typeof page;
  }
  await client.query(`close ${cursor}`);
}
