-- What is held, by its end: whoever looks for a free time begins where the last one ends. Overlaps are found by it as well,
-- as no booking lasts longer than 366 days.
drop index booking_place_held;
create index booking_place_held on booking_place (environment_id, end_at, start_at, usage, booking_id) where holds;
create index booking_place_by_end on booking_place (end_at, environment_id) where holds;

-- What begins and ends by itself.
create index booking_to_begin on booking (start_at) where state = 'approved';
create index booking_to_end on booking (end_at) where state in ('approved', 'active');
