import { describe, expect, it } from 'vitest';
import { TenantConcurrency } from './tenant-concurrency.ts';

describe('tenant concurrency', () => {
  it('each organization runs its share at a time, first come, first served, and does not hold up others', async () => {
    const concurrency = new TenantConcurrency(2);
    const order: string[] = [];
    const finish = new Map<string, () => void>();
    const running: Promise<string>[] = [];
    const start = (organization: string, label: string) => {
      const work = async () => {
        order.push(label);
        await new Promise<void>((resolve) => finish.set(label, resolve));
        return label;
      };
      running.push(concurrency.run(organization, work));
    };
    for (const label of ['a1', 'a2', 'a3', 'a4']) start('a', label);
    start('b', 'b1');
    await Promise.resolve();
    expect(order).toEqual(['a1', 'a2', 'b1']);
    for (const label of ['a1', 'a3', 'a2', 'a4', 'b1']) {
      await expect.poll(() => finish.has(label)).toBe(true);
      finish.get(label)?.();
    }
    expect(await Promise.all(running)).toEqual(['a1', 'a2', 'a3', 'a4', 'b1']);
    expect(order).toEqual(['a1', 'a2', 'b1', 'a3', 'a4']);
  });

  it('work that fails passes its error on and gives its place back', async () => {
    const concurrency = new TenantConcurrency(1);
    await expect(concurrency.run('a', () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect(await concurrency.run('a', async () => 'next')).toBe('next');
  });
});
