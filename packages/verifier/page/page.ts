import { hashes, verify } from '@noble/ed25519';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { unzipSync } from 'fflate';
import { type Finding, type Report, type Trust, verifyPackage } from '../src/index.ts';

// Not every browser has Ed25519.
hashes.sha512 = sha512;
const cryptography = {
  sha256,
  verifyEd25519: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) =>
    verify(signature, message, publicKey),
};

const element = <E extends HTMLElement>(selector: string): E => {
  const found = document.querySelector<E>(selector);
  if (found === null) throw new Error(`The page has no ${selector}`);
  return found;
};
const result = element('#result');
const drop = element('.drop');
const input = element<HTMLInputElement>('#file');
let file: File | undefined;

const HEADLINES: Readonly<Record<Report['color'], string>> = {
  green: 'Green: complete and unchanged, as far as any log can show',
  yellow: 'Yellow: nothing wrong was found, but the package vouches only for itself',
  red: 'Red: do not rely on this package',
};
const MARKS = { true: ['proven', 'Proven'], false: ['wrong', 'Wrong'], undefined: ['open', 'Not known'] } as const;

/** Text is only ever set as text: it comes from the package. */
function make(tag: string, text: string, className = ''): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = className;
  return made;
}

function item({ isProven, text }: Finding): HTMLElement {
  const [className, mark] = MARKS[`${isProven}`];
  const made = make('li', '', className);
  made.append(make('b', mark), make('span', text));
  return made;
}

function show(name: string, { color, findings, manifest }: Report): void {
  const list = make('ul', '');
  list.append(...findings.map(item));
  const scope = manifest?.facilityId === null ? 'the whole organization' : `facility ${manifest?.facilityId}`;
  const about =
    manifest === undefined
      ? name
      : `${name}: ${manifest.organization.name}, ${scope}, ${manifest.from} to ${manifest.to}`;
  result.replaceChildren(make('h2', HEADLINES[color]), make('p', about), list);
  if (color !== 'red') {
    result.append(make('p', 'Workbooks (.xlsx) are signed, but not made again: rely on the CSV files.'));
  }
  result.className = color;
  result.hidden = false;
}

function trust(): Trust {
  const given = (id: string) => element<HTMLTextAreaElement>(id).value;
  return { key: given('#key'), checkpoint: given('#checkpoint'), witness: given('#witness') };
}

async function verifyFile(): Promise<void> {
  if (file === undefined) return;
  const { name } = file;
  result.className = '';
  result.replaceChildren(make('h2', `Checking ${name} …`));
  result.hidden = false;
  // The browser shows the line above before the work begins.
  await new Promise((resolve) => setTimeout(resolve, 50));
  try {
    const files = new Map(Object.entries(unzipSync(new Uint8Array(await file.arrayBuffer()))));
    show(name, verifyPackage(cryptography, files, trust()));
  } catch (error) {
    const text = `The file is not a ZIP archive, or is damaged: ${(error as Error).message}`;
    show(name, { color: 'red', findings: [{ isProven: false, text }], manifest: undefined });
  }
}

input.addEventListener('change', () => {
  file = input.files?.[0];
  verifyFile();
});
for (const field of document.querySelectorAll('textarea')) field.addEventListener('change', verifyFile);
for (const kind of ['dragover', 'drop', 'dragleave']) {
  document.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.toggle('over', kind === 'dragover');
  });
}
document.addEventListener('drop', (event) => {
  file = event.dataTransfer?.files[0];
  verifyFile();
});
