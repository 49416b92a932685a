import { z } from 'zod';
import { timestamp } from '../../kernel/slice/fields.ts';
import { change } from '../change.ts';
import { cyberAsset } from './record.ts';

export const cyberAssetVersion = z
  .object({
    ...change,
    supersededAt: timestamp().nullable().describe('When the next version replaced it; null for the current version.'),
    cyberAsset: cyberAsset.schema,
  })
  .meta({ id: 'CyberAssetVersion' });
