import type { Method } from './prepare-call.ts';

/** A value that a choice can have. */
export interface Choice {
  readonly value: string;
  /** The value as people read it: `BES cyber asset`. */
  readonly label: string;
  /** Its full name, if the label is an acronym or short. */
  readonly name?: string;
}

export type FieldType =
  | 'boolean'
  | 'choice'
  | 'date'
  | 'date-time'
  /** A number that is text in responses, exactly as it was written. */
  | 'decimal'
  | 'integer'
  | 'number'
  /** Fields in a field, such as an address. */
  | 'object'
  /** The id of another record. */
  | 'reference'
  | 'text';

/** One field of a kind of record. */
export interface RecordField {
  readonly name: string;
  /** The name as people read it, without its unit: `Capacity`. */
  readonly label: string;
  readonly type: FieldType;
  /** The value is an array of the type. */
  readonly isList?: true;
  readonly description?: string;
  readonly example?: unknown;
  readonly format?: string;
  readonly unit?: string;
  /** What a form may begin with: the usual value, for the user to confirm. */
  readonly suggested?: string | number | boolean;
  readonly choices?: readonly Choice[];
  /** The kind of record that a reference names: a `name` in `recordKinds`. */
  readonly record?: string;
  /** The fields of an object. */
  readonly fields?: readonly RecordField[];
  /** A response can have null, and an update can clear it. */
  readonly isNullable?: true;
  /** A create body needs it. */
  readonly isRequired?: true;
  /** A create body can have it. A field that neither a create nor an update can have is read-only. */
  readonly inCreate?: true;
  readonly inUpdate?: true;
  /** Requests only: no response has it. */
  readonly isRequestOnly?: true;
  readonly isSortable?: true;
  /** Text with several lines. */
  readonly isMultiline?: true;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
}

/** A query parameter of the list. It often has the name of a field. */
export type RecordFilter = Pick<RecordField, 'name' | 'label' | 'type' | 'description' | 'choices' | 'record'>;

/** An operation: `client[resource][method]`. */
export interface RecordOperation {
  readonly operationId: string;
  readonly httpMethod: Method;
  readonly resource: string;
  readonly method: string;
}

/** What a program needs to show a kind of record: its name, fields, filters, operations, and permissions. */
export interface RecordKind {
  /** The name of its type: `CyberAsset`. */
  readonly name: string;
  readonly noun: string;
  readonly nouns: string;
  /** The nouns as a heading: `Cyber asset`, `Cyber assets`. */
  readonly label: string;
  readonly pluralLabel: string;
  readonly description: string;
  /** The path of its list, which also names its kind in permissions and in the activity log: `/cyber-assets`. */
  readonly path: string;
  /** The field with the name of a record. */
  readonly title: string;
  readonly permissions: { readonly read?: string; readonly write?: string };
  readonly operations: {
    readonly [Kind in
      | 'list'
      | 'get'
      | 'create'
      | 'update'
      | 'delete'
      | 'restore'
      | 'export'
      | 'import'
      | 'importTemplate']?: RecordOperation;
  };
  readonly fields: readonly RecordField[];
  readonly filters: readonly RecordFilter[];
  /** Whether the list takes `asOf`. */
  readonly hasPast: boolean;
}
