-- What was told or asked and not counted, by the shop's day and why. Counts only: no address, no person, no page.
create table offer_filtered (
  site_id uuid not null references site on delete cascade,
  day date not null,
  reason text not null,
  type text not null,
  n bigint not null check (n > 0),
  primary key (site_id, day, reason, type)
);
