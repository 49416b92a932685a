import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const BYTES = 16;
/** Random bytes for so many ids are fetched at a time: each fetch costs more than all else about an id. */
const pool = Buffer.alloc(BYTES * 256);
let at = pool.length;

function randomBytes(): Buffer {
  if (at === pool.length) {
    randomFillSync(pool);
    at = 0;
  }
  at += BYTES;
  return pool.subarray(at - BYTES, at);
}

let milliseconds = 0;
let sequence = 0;

/**
 * A new id: a UUID of version 7, RFC 9562, section 5.7, with a counter in a millisecond (section 6.2, method 1). Ids grow with time, so
 * new rows land together at the end of the primary key.
 */
export function newId(): string {
  const random = randomBytes();
  const now = Date.now();
  if (now > milliseconds) {
    milliseconds = now;
    // Begins in the lower half, so that there is room to count.
    sequence = random.readUInt32BE(0) >>> 1;
  } else if (sequence < 0xffffffff) {
    sequence++;
  } else {
    milliseconds++;
    sequence = 0;
  }
  return v7({ random, msecs: milliseconds, seq: sequence });
}
