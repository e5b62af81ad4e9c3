-- What the floor needs beyond bins and tasks: leases by what was last heard, labels printed, the put wall.

-- The phone's open stream is weaker evidence than a call: a dead phone's stream may look open for minutes.
alter table work_shift add stream_at timestamptz;

alter table parcel
  add prints int not null default 0,
  add printed_at timestamptz,
  add printed_by uuid;

-- Where an order's picked goods wait for the packer: a cell of the put wall, or a tote when all cells are taken.
create table put_place (
  site_id uuid not null,
  code text not null check (code ~ '^(W-[0-9]{2,3}|T-[0-9]{4})$'),
  order_id uuid not null,
  since timestamptz not null,
  primary key (site_id, code),
  unique (site_id, order_id),
  foreign key (site_id, order_id) references orders on delete cascade
);
