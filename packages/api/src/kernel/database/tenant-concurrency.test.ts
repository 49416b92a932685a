import { describe, expect, it } from 'vitest';
import { FairShare } from './tenant-concurrency.ts';

describe('a fair share', () => {
  it('each organization runs its share at a time, first come, first served, and does not hold up others', async () => {
    const share = new FairShare(2);
    const order: string[] = [];
    const take = async (name: string, label: string) => {
      const leave = await share.enter(name);
      order.push(label);
      return leave;
    };
    const [first, second] = await Promise.all([take('a', 'a1'), take('a', 'a2')]);
    const third = take('a', 'a3');
    const fourth = take('a', 'a4');
    await take('b', 'b1');
    expect(order).toEqual(['a1', 'a2', 'b1']);
    first();
    (await third)();
    (await fourth)();
    second();
    expect(order).toEqual(['a1', 'a2', 'b1', 'a3', 'a4']);
    const again = await take('a', 'a5');
    again();
  });
});
