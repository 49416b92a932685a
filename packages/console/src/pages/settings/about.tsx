import { useQuery } from '@tanstack/react-query';
import { apiUrl, consoleUrl } from '../../api/session.ts';
import { Loaded, Section } from '../../ui/parts.tsx';

interface Shipped {
  readonly version: string;
  readonly packages: readonly { name: string; version: string; license: string; text: string }[];
}

/** Which version this is, and the license of each package that it ships: the build writes the list. */
export function About() {
  const shipped = useQuery({
    queryKey: ['licenses'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }): Promise<Shipped> =>
      (await fetch(new URL('licenses.json', consoleUrl), { signal })).json(),
  });
  return (
    <Section title="About">
      <div className="card p-4 text-ink-2">
        <p>
          Raptor Comply, open {shipped.data?.version} is free software under the Apache License 2.0. It asks no other
          server for anything.{' '}
          <a className="link" href={new URL('docs', apiUrl).href}>
            API reference
          </a>
        </p>
        <Loaded query={shipped} what="the licenses">
          {({ packages }) => (
            <details className="mt-3">
              <summary className="cursor-pointer font-[550] text-ink">
                Licenses of the {packages.length} packages in the console
              </summary>
              <ul className="mt-2 divide-y divide-line">
                {packages.map(({ name, version, license, text }) => (
                  <li key={`${name} ${version}`} className="py-1.5 text-[13px]">
                    <details>
                      <summary className="cursor-pointer">
                        {name} <span className="text-ink-3">{version}</span>
                        <span className="float-right">{license}</span>
                      </summary>
                      <pre className="overflow-x-auto py-2 text-[12px]" tabIndex={0}>
                        {text || 'The package has no license text.'}
                      </pre>
                    </details>
                  </li>
                ))}
              </ul>
            </details>
          )}
        </Loaded>
      </div>
    </Section>
  );
}
