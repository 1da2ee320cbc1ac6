import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { BookingFilters } from '../../api/bookings';
import { useText } from '../../i18n/text';

/** To the plan after which nothing clashes, for what is looked at. */
export function PlanLink({ filters }: { filters: BookingFilters }) {
  const text = useText();
  const { from, group, environment } = filters;
  return (
    <Button
      variant="default"
      renderRoot={(props) => <Link {...props} to="/bookings/plan" search={{ from, group, q: environment }} />}
    >
      {text('bookingPlan.open')}
    </Button>
  );
}
