import { hash } from 'node:crypto';

export const sha256 = (data: Uint8Array | string): Buffer => hash('sha256', data, 'buffer');
