import { implementRecords } from '../kernel/slice/implement-records.ts';
import { activity } from './activity/handlers.ts';
import { apiKeys } from './api-keys/handlers.ts';
import { auditPackages } from './audit-packages/handlers.ts';
import { calendarFeeds } from './calendar-feeds/handlers.ts';
import { cipSeniorManagerAssignments } from './cip-senior-manager-assignments/handlers.ts';
import { dataQuality } from './data-quality/handlers.ts';
import { impactAssessments } from './impact-assessments/handlers.ts';
import { records } from './index.ts';
import { me } from './me/handlers.ts';
import { organization } from './organization/handlers.ts';
import { potentialNoncompliances } from './potential-noncompliances/handlers.ts';
import { requirements } from './requirements/handlers.ts';
import { sessions } from './sessions/handlers.ts';
import { appliedTasks } from './tasks/apply-handlers.ts';
import { tasks } from './tasks/handlers.ts';
import { taskReport } from './tasks/report.ts';

/** All operations with their handlers. */
export const resources = [
  ...implementRecords(records),
  dataQuality,
  impactAssessments,
  requirements,
  tasks,
  appliedTasks,
  taskReport,
  potentialNoncompliances,
  calendarFeeds,
  activity,
  auditPackages,
  apiKeys,
  sessions,
  me,
  organization,
  cipSeniorManagerAssignments,
];
