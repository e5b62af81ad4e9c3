-- What was told or asked and not counted, by the shop's day and why. Counts only: no address, no person, no page.
create table offer_filtered (
  site_id uuid not null references site on delete cascade,
  day date not null,
  reason text not null,
  type text not null,
  n bigint not null check (n > 0),
  primary key (site_id, day, reason, type)
);

-- A visitor whom the merchant's server names, as a keyed hash: caps count for them from the first view on. Never beside a person.
alter table offer_decision
  add visitor_hash text check (visitor_hash is null or person_id is null);
create index offer_decision_visitor on offer_decision (site_id, visitor_hash, at) where visitor_hash is not null;
