-- Who is there at an instant began within the length of the booking before it. Most are short, so only a few have to be looked
-- at when those of each length are looked for by themselves. Days, as in `signalbox_store::bookings::pages`.
create index booking_by_length on booking (
    (case when end_at - start_at <= 86400000000 then 1 when end_at - start_at <= 691200000000 then 8
        when end_at - start_at <= 2764800000000 then 32 else 366 end),
    start_at, id, end_at
);
