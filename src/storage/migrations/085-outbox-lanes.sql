-- Each kind of work is taken by itself, so that ten thousand pushes that are due are not read to find one deadline.
create index outbox_lane on outbox (kind, due_at) where dead_at is null;
drop index outbox_due;
-- What was given up is counted by /ready.
create index outbox_dead on outbox (dead_at) where dead_at is not null;
