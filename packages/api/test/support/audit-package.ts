import { checkpointText, formatNote, formatVerifierKey } from '@raptor-comply/tlog';
import type { Selection } from '@raptor-comply/verifier';
import { newSigner, type Signer } from '../../../tlog/test/platform.ts';
import { sealAll } from '../../src/kernel/activity/sealer.ts';
import { asOperator, type Organization } from '../../src/operator/organizations.ts';
import { auditPackage } from '../../src/resources/audit-packages/package.ts';
import type { TestServer } from './test-server.ts';

export const ORIGIN = 'raptor-comply/test/log/1';

/** Signs like an installation. */
export class TestInstallation {
  readonly #server: TestServer;
  readonly #signer: Signer = newSigner(ORIGIN);

  constructor(server: TestServer) {
    this.#server = server;
  }

  readonly key = formatVerifierKey(this.#signer.key);

  readonly note = (text: string): string => {
    const { name, keyId } = this.#signer.key;
    return formatNote({ text, signatures: [{ name, keyId, signature: this.#signer.sign(Buffer.from(text)) }] });
  };

  async checkpoint({ id }: Organization): Promise<{ size: number; note: string }> {
    await sealAll(this.#server.database, id);
    const [row] = await this.#server.database.query<{ size: number; root: Buffer }>({
      text: 'select size::float as size, root from activity_trees where organization_id = $1',
      values: [id],
    });
    if (row === undefined) throw new Error('Nothing was sealed');
    return { size: row.size, note: this.note(checkpointText({ origin: ORIGIN, ...row })) };
  }

  /** The ZIP archive of an audit package. */
  async archive(organization: Organization, selection: Selection): Promise<Buffer> {
    const { size, note: checkpoint } = await this.checkpoint(organization);
    const signer = { key: this.key, checkpoint, size, sign: async (text: string) => this.note(text) };
    const { id, slug, name } = organization;
    return asOperator(this.#server.database, organization, 'test', async (tx) => {
      const pieces: Buffer[] = [];
      for await (const piece of auditPackage({ tx, organization: { id, slug, name }, selection, signer }))
        pieces.push(piece);
      return Buffer.concat(pieces);
    });
  }
}
