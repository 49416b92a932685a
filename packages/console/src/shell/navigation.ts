import {
  Activity,
  Building2,
  CalendarDays,
  Cpu,
  DoorClosed,
  Factory,
  Folder,
  Home,
  KeyRound,
  ListTree,
  type LucideIcon,
  MapPin,
  MonitorCog,
  Scale,
  Settings,
  TriangleAlert,
  Users,
} from 'lucide-react';
import { type Kind, listedKinds } from '../records/kinds.ts';

type Place = Readonly<{ to: string; label: string; icon: LucideIcon; kind?: Kind }>;

type Group = Readonly<{ title?: string; places: readonly Place[] }>;

/** Icons of the kinds that have one; a new kind of record has a folder until somebody draws it. */
const ICONS: Readonly<Record<string, LucideIcon>> = {
  facilities: Factory,
  'control-centers': Building2,
  'cyber-systems': MonitorCog,
  'cyber-assets': Cpu,
  'physical-areas': DoorClosed,
  users: Users,
};
const PEOPLE = new Set(['users']);

export const kindIcon = (segment: string): LucideIcon => ICONS[segment] ?? Folder;

const placeOf = (kind: Kind): Place => ({
  to: `/${kind.segment}`,
  label: kind.label,
  icon: kindIcon(kind.segment),
  kind,
});

export const groups: readonly Group[] = [
  {
    places: [
      { to: '/', label: 'Today', icon: Home },
      { to: '/calendar', label: 'Calendar', icon: CalendarDays },
    ],
  },
  {
    title: 'Inventory',
    places: [
      ...listedKinds.filter(({ segment }) => !PEOPLE.has(segment)).map(placeOf),
      { to: '/tree', label: 'Tree', icon: ListTree },
      { to: '/map', label: 'Map', icon: MapPin },
    ],
  },
  {
    title: 'Program',
    places: [
      { to: '/requirements', label: 'Requirements', icon: Scale },
      { to: '/potential-noncompliances', label: 'Noncompliances', icon: TriangleAlert },
    ],
  },
  {
    title: 'Access',
    places: [
      ...listedKinds.filter(({ segment }) => PEOPLE.has(segment)).map(placeOf),
      { to: '/keys', label: 'Keys and sessions', icon: KeyRound },
      { to: '/activity', label: 'Activity', icon: Activity },
      { to: '/settings', label: 'Settings', icon: Settings },
    ],
  },
];
