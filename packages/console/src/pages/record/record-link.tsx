import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

/** The title of a record, which leads to its page. */
export const RecordLink = ({ segment, id, title }: Readonly<{ segment: string; id: string; title: ReactNode }>) => (
  <Link to="/$segment/$id" params={{ segment, id }} className="font-[550] hover:underline">
    {title}
  </Link>
);
