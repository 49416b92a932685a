import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  retainSearchParams,
} from '@tanstack/react-router';
import { basePath } from './api/session.ts';
import { Defect, Missing } from './shell/defect.tsx';
import { Shell } from './shell/shell.tsx';

/** Every parameter of an address is text; `asOf` goes along to every page. */
export type Search = Readonly<{ asOf?: string | undefined; [name: string]: string | undefined }>;

const rootRoute = createRootRoute({
  component: Shell,
  validateSearch: (search: Record<string, unknown>): Search =>
    Object.fromEntries(
      Object.entries(search).filter(([, value]) => typeof value === 'string' && value !== ''),
    ) as Search,
  search: { middlewares: [retainSearchParams(['asOf'])] },
  notFoundComponent: Missing,
});

const page = <const P extends string>(path: P, load: () => Promise<Record<string, unknown>>, name: string) =>
  createRoute({ getParentRoute: () => rootRoute, path, component: lazyRouteComponent(load as never, name as never) });

const createPage = () => import('./pages/record/create-page.tsx');

const routeTree = rootRoute.addChildren([
  page('/', () => import('./pages/today/today-page.tsx'), 'TodayPage'),
  page('/map', () => import('./pages/sites/map-page.tsx'), 'MapPage'),
  page('/tree', () => import('./pages/sites/tree-page.tsx'), 'TreePage'),
  page('/import/$segment', () => import('./pages/import/import-page.tsx'), 'ImportPage'),
  page('/control-centers/new', createPage, 'CreatePage'),
  page('/control-centers/$id', () => import('./pages/control-center/control-center-page.tsx'), 'ControlCenterPage'),
  page('/calendar', () => import('./pages/calendar/calendar-page.tsx'), 'CalendarPage'),
  page('/tasks/new', createPage, 'CreatePage'),
  page('/tasks/$id', () => import('./pages/task/task-page.tsx'), 'TaskPage'),
  page('/requirements', () => import('./pages/requirements/requirements-page.tsx'), 'RequirementsPage'),
  page(
    '/potential-noncompliances',
    () => import('./pages/noncompliances/noncompliances-page.tsx'),
    'NoncompliancesPage',
  ),
  page('/activity', () => import('./pages/activity/activity-page.tsx'), 'ActivityPage'),
  page('/keys', () => import('./pages/keys/keys-page.tsx'), 'KeysPage'),
  page('/settings', () => import('./pages/settings/settings-page.tsx'), 'SettingsPage'),
  page('/compare', () => import('./pages/compare/compare-page.tsx'), 'ComparePage'),
  page('/data-quality', () => import('./pages/data-quality/data-quality-page.tsx'), 'DataQualityPage'),
  page('/$segment', () => import('./pages/inventory/inventory-page.tsx'), 'InventoryPage'),
  page('/$segment/new', createPage, 'CreatePage'),
  page('/$segment/$id', () => import('./pages/record/record-view.tsx'), 'RecordPage'),
]);

export const router = createRouter({
  routeTree,
  basepath: basePath,
  defaultPreload: 'intent',
  defaultErrorComponent: Defect,
  scrollRestoration: true,
  scrollToTopSelectors: ['main'],
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(search))
      if (typeof value === 'string' && value !== '') parameters.set(name, value);
    const text = parameters.toString();
    return text === '' ? '' : `?${text}`;
  },
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
