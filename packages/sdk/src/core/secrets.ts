const SECRET_HEADERS: readonly string[] = ['x-api-key', 'authorization', 'proxy-authorization', 'cookie'];

/** Returns the header values that must not reach an error or a log; for `Bearer x` also the `x`. */
export function secretsIn(headers: Readonly<Record<string, string>>): string[] {
  return SECRET_HEADERS.flatMap((name) => {
    const value = headers[name];
    return value === undefined ? [] : [value, value.slice(value.lastIndexOf(' ') + 1)];
  });
}
