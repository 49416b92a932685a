import { parseCheckpoint, parseVerifierKey, type Sha256 } from '@raptor-comply/tlog';

/** What an auditor knows from elsewhere. Each is text as it was handed over. */
export interface Trust {
  /** The verifier key of the installation, or the SHA-256 of its line in hex. */
  readonly key?: string;
  /** A signed checkpoint of the log that the auditor kept. */
  readonly checkpoint?: string;
  /** The verifier key of a witness that the auditor knows. */
  readonly witness?: string;
}

/** What can be read of it, and what is wrong with the rest: a slip in what was entered says nothing about the package. */
export interface ReadTrust {
  readonly trust: Trust;
  readonly problems: readonly string[];
}

const FINGERPRINT = /^[0-9a-f]{64}$/;

/** Text as it was, after an e-mail, a chat, or a word processor: without quotation marks of replies and spaces at the ends of lines. */
const cleaned = (text = ''): string =>
  text
    .split(/\r?\n/)
    .map((line) => line.replace(/^(?:\s*>)+/, '').trim())
    .join('\n')
    .trim();

/** A checkpoint whose lines were broken or joined: its parts have no spaces in them, and each signature begins with a dash. */
function restored(text: string): string {
  const [head = '', ...signatures] = text.split('—').map((part) => part.trim().split(/\s+/));
  const [origin, size, ...root] = head;
  const lines = signatures.map(([name, ...encoded]) => `— ${name} ${encoded.join('')}\n`);
  return `${origin}\n${size}\n${root.join('')}\n\n${lines.join('')}`;
}

function readCheckpoint(text: string): string {
  for (const note of [`${text}\n`, restored(text)]) {
    try {
      parseCheckpoint(note);
      return note;
    } catch {
      // The last one is reported below.
    }
  }
  throw new SyntaxError(
    'What you entered as a checkpoint cannot be read. Copy all of it again, from the first line to the last.',
  );
}

const OF = { 1: 'the installation', 4: 'a witness' } as const;

function readKey(sha256: Sha256, text: string, type: keyof typeof OF): string {
  const line = text.replace(/\s/g, '');
  try {
    // The installation is no witness of itself.
    if (parseVerifierKey(sha256, line).type === type) return line;
  } catch {
    // As below.
  }
  throw new SyntaxError(`What you entered as the key of ${OF[type]} is no such key. Copy it again.`);
}

const isNote = (text: string): boolean => text.includes('—');
const isKey = (text: string): boolean => /^[^+]+\+[0-9a-f]{8}\+/.test(text);

/** A SHA-256 in hex, as people write it, in small letters; undefined for anything else. */
function fingerprintIn(text: string): string | undefined {
  const hex = text.replace(/[\s:]/g, '').toLowerCase();
  return FINGERPRINT.test(hex) ? hex : undefined;
}

/** Reads what the auditor entered. A key and a checkpoint in each other's place are told apart. */
export function readTrust(sha256: Sha256, given: Trust): ReadTrust {
  const [one = '', other = '', witness] = [given.key, given.checkpoint, given.witness].map(cleaned);
  const isSwapped = (isNote(one) && !isNote(other)) || (isKey(other) && !isKey(one));
  const [key = '', checkpoint = ''] = isSwapped ? [other, one] : [one, other];
  const problems: string[] = [];
  const read = (text = '', reader: (text: string) => string): string => {
    if (text === '') return '';
    try {
      return reader(text);
    } catch (error) {
      problems.push((error as Error).message);
      return '';
    }
  };
  const trust = {
    key: read(key, (text) => fingerprintIn(text) ?? readKey(sha256, text, 0x01)),
    checkpoint: read(checkpoint, readCheckpoint),
    witness: read(witness, (text) => readKey(sha256, text, 0x04)),
  };
  return { trust, problems };
}
