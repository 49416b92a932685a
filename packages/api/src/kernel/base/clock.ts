/** The clocks of a computer. The wall clock can be set, also backward, so durations are measured on the monotonic one. */
export interface Clock {
  /** Milliseconds since 1970. */
  wallMs(): number;
  /** Milliseconds since an arbitrary moment. */
  monotonicMs(): number;
}

export const systemClock: Clock = { wallMs: Date.now, monotonicMs: () => performance.now() };
