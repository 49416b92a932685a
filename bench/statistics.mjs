// Medians, percentiles, and ranges.

/** @param {readonly number[]} numbers */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * @param {readonly number[]} sorted
 * @param {number} share from 0 to 1
 */
export const percentile = (sorted, share) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

/** Three digits: a shared machine is not more precise. */
export const rounded = (number) => (Number.isFinite(number) ? Number(number.toPrecision(3)) : null);

/** @param {readonly number[]} numbers */
export const range = (numbers) => ({
  min: rounded(Math.min(...numbers)),
  median: rounded(median(numbers)),
  max: rounded(Math.max(...numbers)),
});
