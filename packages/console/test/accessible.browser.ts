import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import { makeInventory } from '../../api/test/support/fixtures.ts';
import { useConsole } from './support/open-console.ts';

/** axe finds nothing on any page, in light and dark, on a desk and on a phone. */

const { open, server } = useConsole();

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

describe('Every page', () => {
  for (const theme of ['light', 'dark'] as const) {
    for (const width of [1360, 390]) {
      it(`is accessible in ${theme}, ${width} pixels wide`, async () => {
        const client = await server.newClient();
        const { facilityId, controlCenterId } = await makeInventory(client);
        const task = await client.must.post('/tasks', { title: 'Review the policy', dueDate: '2026-01-15' });
        const { page, go } = await open(client, { theme, width });
        const now = encodeURIComponent(new Date().toISOString());
        const paths = [
          '',
          'facilities',
          'cyber-assets',
          'users',
          'map',
          'tree',
          `tree?open=${controlCenterId},${facilityId}`,
          `facilities/${facilityId}`,
          'facilities/new',
          'import/facilities',
          `control-centers/${controlCenterId}`,
          `facilities?asOf=${now}`,
          'compare',
          'calendar',
          `tasks/${task.body.id}`,
          'requirements',
          'potential-noncompliances',
          'activity',
          'keys',
          'settings',
          'data-quality',
          'nowhere',
        ];
        const found: string[] = [];
        for (const path of paths) {
          await go(path);
          await page.waitForLoadState('networkidle');
          await page.evaluate(axe.source);
          const violations = (await page.evaluate('axe.run().then(({ violations }) => violations)')) as Violation[];
          found.push(...violations.map(({ id, nodes }) => `${path}: ${id} ${nodes[0]?.html}`));
          const overflow = (await page.evaluate('document.documentElement.scrollWidth - innerWidth')) as number;
          if (overflow > 0) found.push(`${path}: ${overflow} pixels too wide`);
        }
        expect(found).toEqual([]);
      }, 180_000);
    }
  }
});
