/** The weight of a name in `Accept` or `Accept-Encoding`, 0 to 1 (RFC 9110, section 12.4.2). 0 means that the caller does not want it. */
export interface Weight {
  readonly weight: number;
  /** Whether the header has the name itself, not only a range such as `*`. */
  readonly isNamed: boolean;
}

/** A malformed weight is 0: the caller gets what every caller can read. */
const WEIGHT = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/;

function readRange(item: string) {
  const [name = '', ...parameters] = item.split(';').map((part) => part.replace(/\s/g, '').toLowerCase());
  const sent = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
  return { name, weight: WEIGHT.test(sent) ? Number(sent) : 0 };
}

/** The weight of the most specific range that matches: `text/csv` before `text/*` before `*`. */
export function weigh(header: string, name: string): Weight {
  const ranges = header.split(',').map(readRange);
  const candidates = [name, name.replace(/\/.*/, '/*'), '*/*', '*'];
  const [range] = candidates.flatMap((candidate) => ranges.filter((one) => one.name === candidate));
  return { weight: range?.weight ?? 0, isNamed: range?.name === name };
}

/** Whether `Accept` weighs a media type above JSON, or the same and names it. */
export function prefersToJson(accept: string | undefined, mediaType: string): boolean {
  if (accept === undefined) return false;
  const { weight, isNamed } = weigh(accept, mediaType);
  const json = weigh(accept, 'application/json');
  return weight > json.weight || (weight === json.weight && weight > 0 && isNamed);
}
