-- What a decision was made by, for the learner; models as they are kept, the youngest and one a day; how far each site has learnt.
alter table offer_decision add features jsonb;
create table offer_model (
  site_id uuid not null references site on delete cascade,
  version int not null check (version > 0),
  made_at timestamptz not null,
  lessons bigint not null,
  from_version int,                               -- rolled back to this one
  bytes bytea not null,
  primary key (site_id, version)
);
create table offer_learner (
  site_id uuid primary key references site on delete cascade,
  version int not null,                           -- decisions are made by this model; 0: by none
  learnt_until timestamptz not null,
  guard jsonb,
  guarded_at timestamptz
);
create index offer_event_at on offer_event (site_id, at);
create index offer_order_at on offer_order (site_id, ordered_at);
create index offer_order_decision on offer_order (site_id, decision_id);
