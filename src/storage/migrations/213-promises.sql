-- What an offer promised of its shipping, and by when one had to order: whether it was kept is counted for orders that were in time.
alter table offer_decision add order_by timestamptz, add promised_until timestamptz,
  add held_back int not null default 0;                         -- goods not advertised then, because the floor was behind
alter table offer_order add promised_until timestamptz;
-- How quick the floor is, and when people come, is read from what was done last.
create index task_done on task (site_id, kind, done_at) where state = 'done';
