import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Database } from '../database/database.ts';

export interface Metrics {
  observe(operationId: string, status: number, seconds: number): void;
  /** Prometheus text format. */
  text(): Promise<string>;
  readonly contentType: string;
  close(): void;
}

/** Metrics of this process and its requests, without any about organizations. */
export function createMetrics(database: Database): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'raptor_comply_requests_total',
    help: 'Responses by operation and status.',
    labelNames: ['operation', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'raptor_comply_request_duration_seconds',
    help: 'Time from the request line to the end of the response.',
    labelNames: ['operation'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  new Gauge({
    name: 'raptor_comply_database_connections',
    help: 'Open and idle connections to the database, and requests that wait for one.',
    labelNames: ['state'],
    registers,
    collect() {
      const { connections: open, idle, waiting } = database.load();
      for (const [state, count] of Object.entries({ open, idle, waiting })) this.set({ state }, count);
    },
  });
  return {
    observe(operationId, status, seconds) {
      requests.inc({ operation: operationId, status });
      durations.observe({ operation: operationId }, seconds);
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
    close: () => registry.clear(),
  };
}
