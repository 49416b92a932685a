import { Link, useNavigate } from '@tanstack/react-router';
import { Clock } from 'lucide-react';
import { useTimeZone } from '../api/session.ts';
import { formatMoment } from '../records/format.ts';

/** Says which moment the console shows. */
export function PastBanner({ asOf }: Readonly<{ asOf: string }>) {
  const zone = useTimeZone();
  const navigate = useNavigate();
  return (
    <div
      role="status"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-past-wash px-4 py-2 font-[550] text-past md:px-8"
    >
      <Clock size={16} strokeWidth={1.75} aria-hidden />
      <span>As of {formatMoment(asOf, zone)}. Nothing can be changed here.</span>
      <Link to="/compare" className="underline underline-offset-2">
        Compare with now
      </Link>
      <button
        type="button"
        className="cursor-pointer underline underline-offset-2"
        onClick={() => navigate({ to: '.', search: (search) => ({ ...search, asOf: undefined }) })}
      >
        Return to now
      </button>
    </div>
  );
}
