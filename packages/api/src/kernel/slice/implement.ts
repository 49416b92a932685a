import type { z } from 'zod';
import type { LogSigner } from '../activity/signer.ts';
import type { KeyRing } from '../auth/api-keys.ts';
import type { Caller } from '../auth/permissions.ts';
import type { ConstraintErrors } from '../database/constraint-errors.ts';
import type { RowList } from '../database/rows.ts';
import type { TenantTransaction } from '../database/tenant-transaction.ts';
import type { Contract, Operation } from './contract.ts';
import type { ExportedArchive, ExportedFile } from './export.ts';
import type { Page } from './pages.ts';

/** A request, parsed by the contract. */
export interface HandlerInput<O extends Operation> {
  readonly params: { readonly [K in keyof O['params']]: string };
  readonly query: O extends { readonly query: infer Q extends z.ZodType } ? z.output<Q> : Record<never, never>;
  readonly body: BodyOf<O>;
  readonly page: Page;
  readonly caller: Caller;
  /** Signs checkpoints of the activity log. */
  readonly signer: LogSigner;
  /** The address that the server sends mail from, if it sends any. */
  readonly mailFrom: string | undefined;
  /** Runs the effect after the transaction is committed. */
  readonly afterCommit: (effect: (keyRing: KeyRing) => void) => void;
}

type BodyOf<O> = O extends { readonly body: { readonly kind: 'json'; readonly schema: infer S extends z.ZodType } }
  ? z.output<S>
  : O extends { readonly body: { readonly kind: 'file' } }
    ? Buffer
    : undefined;

/** Rows may have columns that the contract does not have; they are not sent. */
type ResponseOf<O extends Operation> = O['response'] extends { readonly kind: 'file' }
  ? ExportedFile
  : O['response'] extends { readonly kind: 'archive' }
    ? ExportedArchive
    : O['response'] extends { readonly kind: 'text' }
      ? string
      : O['response'] extends { readonly kind: 'list'; readonly schema: infer S extends z.ZodType }
        ? readonly z.input<S>[] | RowList<z.input<S>>
        : O['response'] extends { readonly kind: 'json'; readonly schema: infer S extends z.ZodType }
          ? z.input<S>
          : never;

export type Handler<O extends Operation> = (input: HandlerInput<O>, tx: TenantTransaction) => Promise<ResponseOf<O>>;

/** A handler whose operation type is erased. */
export type AnyHandler = (input: HandlerInput<Operation>, tx: TenantTransaction) => Promise<unknown>;

export interface Implementation {
  readonly contract: Contract;
  readonly handlers: Readonly<Record<string, AnyHandler>>;
  readonly constraints: ConstraintErrors;
}

/** Binds a handler to every operation of a contract. A missing, extra, or wrong handler does not compile. */
export const implement = <C extends Contract>(
  contract: C,
  handlers: { readonly [K in keyof C]: Handler<C[K]> },
): Implementation => ({ contract, handlers: handlers as unknown as Implementation['handlers'], constraints: {} });
