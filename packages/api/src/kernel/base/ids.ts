import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const BYTES = 16;
/** Random bytes for 256 ids at a time: a call for each id costs more than the rest of the id. */
const pool = Buffer.alloc(BYTES * 256);
let at = pool.length;
let milliseconds = 0;
let sequence = 0;

function randomBytes(): Buffer {
  if (at === pool.length) {
    randomFillSync(pool);
    at = 0;
  }
  at += BYTES;
  return pool.subarray(at - BYTES, at);
}

/**
 * Returns a new UUID of version 7 (RFC 9562, section 5.7) with a counter in each millisecond (section 6.2, method 1). Ids increase, so new
 * rows are adjacent in the primary key.
 */
export function newId(): string {
  const random = randomBytes();
  const now = Date.now();
  if (now > milliseconds) {
    milliseconds = now;
    // Starts in the lower half, which leaves room to count.
    sequence = random.readUInt32BE(0) >>> 1;
  } else if (sequence < 0xffffffff) {
    sequence++;
  } else {
    milliseconds++;
    sequence = 0;
  }
  return v7({ random, msecs: milliseconds, seq: sequence });
}
