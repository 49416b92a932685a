// Generated from openapi.json by `npm run generate -w @raptor-comply/sdk`. Do not edit.

import type { ApiPromise, ListPromise } from '../core/api-promise.ts';
import type { ReadOptions, RequestOptions, WriteOptions } from '../core/client-options.ts';
import { Resource } from '../core/resource.ts';
import type {
  ApplyRequirements,
  EventCreate,
  ExportTaskReportQuery,
  ExportTasksQuery,
  GetTaskOccurrencesQuery,
  GetTasksQuery,
  ListTaskReportQuery,
  Message,
  ReportedOccurrence,
  Task,
  TaskCreate,
  TaskOccurrence,
  TaskOccurrenceUpdate,
  TaskPlan,
  TaskUpdate,
  TasksBulkCreate,
  TasksBulkCreated,
  TasksReassign,
  TasksReassigned,
} from './models.ts';

/** What is to be done, by whom, and until when. The clocks of the requirements compute the dates. */
export class Tasks extends Resource {
  /**
   * Record an event that starts a clock
   *
   * Opens one task of the part, due as long after the event as the part says.
   *
   * `POST /events` (recordEvent)
   */
  recordEvent(body: EventCreate, options?: WriteOptions): ApiPromise<Task> {
    return this.client.request({ method: 'POST', path: '/events', body, response: 'object' }, options);
  }

  /**
   * Plan the recurring tasks that follow from what applies, and apply the plan
   *
   * Returns what would be created, changed, and ended, and why. Nothing is changed without `apply`. Tasks that
   * somebody created are never ended.
   *
   * `POST /requirements/apply` (applyRequirements)
   */
  applyRequirements(body: ApplyRequirements = {}, options?: WriteOptions): ApiPromise<TaskPlan> {
    return this.client.request({ method: 'POST', path: '/requirements/apply', body, response: 'object' }, options);
  }

  /**
   * List tasks
   *
   * Each with its current occurrence.
   *
   * `GET /tasks` (getTasks)
   */
  list(query: GetTasksQuery = {}, options?: RequestOptions): ListPromise<Task> {
    return this.client.requestList({ method: 'GET', path: '/tasks', query: { ...query } }, options);
  }

  /**
   * Create a task
   *
   * With `requirementPart` or `cadence`, the clock computes the dates: from `triggerAt`, the last performance or the
   * event, or with `dueDate` as the first due date. Without, `dueDate` is the due date.
   *
   * `POST /tasks` (createTask)
   */
  create(body: TaskCreate, options?: WriteOptions): ApiPromise<Task> {
    return this.client.request({ method: 'POST', path: '/tasks', body, response: 'object' }, options);
  }

  /**
   * Create up to 1,000 tasks, all or none
   *
   * `POST /tasks/bulk` (bulkCreateTasks)
   */
  bulkCreate(body: TasksBulkCreate, options?: WriteOptions): ApiPromise<TasksBulkCreated> {
    return this.client.request({ method: 'POST', path: '/tasks/bulk', body, response: 'object' }, options);
  }

  /**
   * Export tasks
   *
   * All tasks that the list would have, as CSV or as an Excel workbook.
   *
   * `GET /tasks/export` (exportTasks)
   */
  export(query: ExportTasksQuery = {}, options?: RequestOptions): ApiPromise<Uint8Array> {
    return this.client.request(
      { method: 'GET', path: '/tasks/export', query: { ...query }, response: 'bytes' },
      options,
    );
  }

  /**
   * Move the open tasks of one user to another
   *
   * Open and overdue tasks only. CSM is the Compliance Success Manager.
   *
   * `POST /tasks/reassign-from-csm` (reassignTasksFromCsm)
   */
  reassignFromCsm(body: TasksReassign, options?: WriteOptions): ApiPromise<TasksReassigned> {
    return this.client.request({ method: 'POST', path: '/tasks/reassign-from-csm', body, response: 'object' }, options);
  }

  /**
   * Report what was due in a period
   *
   * Each occurrence, closed or current, whose due date is in the period: when it was due, whether, when, and by whom
   * it was performed, with which evidence, and how its dates were calculated. Closed occurrences of deleted tasks are
   * in it.
   *
   * `GET /tasks/report` (listTaskReport)
   */
  listReport(query: ListTaskReportQuery = {}, options?: RequestOptions): ListPromise<ReportedOccurrence> {
    return this.client.requestList({ method: 'GET', path: '/tasks/report', query: { ...query } }, options);
  }

  /**
   * Export what was due in a period
   *
   * The report of the period by due date, as CSV or as an Excel workbook.
   *
   * `GET /tasks/report/export` (exportTaskReport)
   */
  exportReport(query: ExportTaskReportQuery = {}, options?: RequestOptions): ApiPromise<Uint8Array> {
    return this.client.request(
      { method: 'GET', path: '/tasks/report/export', query: { ...query }, response: 'bytes' },
      options,
    );
  }

  /**
   * Get a task
   *
   * `GET /tasks/{id}` (getTask)
   */
  get(id: string, options?: ReadOptions): ApiPromise<Task> {
    return this.client.request({ method: 'GET', path: '/tasks/{id}', ids: { id }, response: 'object' }, options);
  }

  /**
   * Update a task
   *
   * Changes the given fields, like a PATCH; null clears an optional field. A hard date is computed, and cannot be
   * changed. With the status `complete`, records a performance; a recurring task then shows its next occurrence. After
   * the hard date of a requirement part has passed, a change of what its clock counts from, or a cancellation, needs
   * `X-Change-Reason`.
   *
   * `PUT /tasks/{id}` (updateTask)
   */
  update(id: string, body: TaskUpdate, options?: WriteOptions): ApiPromise<Task> {
    return this.client.request({ method: 'PUT', path: '/tasks/{id}', ids: { id }, body, response: 'object' }, options);
  }

  /**
   * Delete a task
   *
   * Its occurrences are kept. After the hard date of a requirement part has passed, it needs `X-Change-Reason`.
   *
   * `DELETE /tasks/{id}` (deleteTask)
   */
  delete(id: string, options?: WriteOptions): ApiPromise<Message> {
    return this.client.request({ method: 'DELETE', path: '/tasks/{id}', ids: { id }, response: 'object' }, options);
  }

  /**
   * List the occurrences of a task
   *
   * Those that were performed, missed, or cancelled, oldest first, also of a deleted task.
   *
   * `GET /tasks/{id}/occurrences` (getTaskOccurrences)
   */
  listOccurrences(
    id: string,
    query: GetTaskOccurrencesQuery = {},
    options?: RequestOptions,
  ): ListPromise<TaskOccurrence> {
    return this.client.requestList(
      { method: 'GET', path: '/tasks/{id}/occurrences', ids: { id }, query: { ...query } },
      options,
    );
  }

  /**
   * Change or complete one occurrence of a task
   *
   * The current occurrence, by its due date: status, assignee, priority, an earlier planned date, or its completion.
   * An occurrence that was performed is never changed.
   *
   * `PUT /tasks/{parentTaskId}/{dueDate}` (updateTaskInstance)
   */
  updateInstance(
    parentTaskId: string,
    dueDate: string,
    body: TaskOccurrenceUpdate,
    options?: WriteOptions,
  ): ApiPromise<TaskOccurrence> {
    return this.client.request(
      {
        method: 'PUT',
        path: '/tasks/{parentTaskId}/{dueDate}',
        ids: { parentTaskId, dueDate },
        body,
        response: 'object',
      },
      options,
    );
  }
}
