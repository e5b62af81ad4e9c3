-- The floor and its work: bins, shifts, tasks with their lines, scans, parcels.

create table bin (
  site_id uuid not null references site on delete cascade,
  code text not null check (code ~ '^[A-HJ-NPR-Z][0-9]{2}-[0-9]{2}$'),
  zone text not null check (zone ~ '^[A-HJ-NPR-Z]$'),
  aisle int not null check (aisle between 1 and 99),
  bay int not null check (bay between 1 and 99),
  primary key (site_id, code)
);

create table work_shift (
  site_id uuid not null,
  staff_id uuid not null,
  began_at timestamptz not null,
  ended_at timestamptz,
  -- When a task was last given: the one who waited longest is next.
  given_at timestamptz,
  seen_at timestamptz not null,
  primary key (site_id, staff_id, began_at),
  foreign key (site_id, staff_id) references staff on delete cascade
);
create unique index work_shift_open on work_shift (site_id, staff_id) where ended_at is null;

create table task (
  site_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('pick', 'pack', 'ship')),
  order_id uuid not null,
  zone text,                                  -- of a pick
  state text not null check (state in ('ready', 'offered', 'working', 'done', 'cancelled')),
  staff_id uuid,
  epoch int not null default 0,               -- rises with each offer; a late answer carries an old one
  offered_at timestamptz,
  expires_at timestamptz,
  why jsonb not null default '[]',
  created_at timestamptz not null,
  done_at timestamptz,
  primary key (site_id, id),
  foreign key (site_id, order_id) references orders on delete cascade,
  check ((state in ('offered', 'working')) = (staff_id is not null) or state in ('done', 'cancelled'))
);
create index task_open on task (site_id, state) where state in ('ready', 'offered', 'working');
create index task_order on task (site_id, order_id);
create unique index task_one_each on task (site_id, staff_id) where state in ('offered', 'working');

create table task_line (
  site_id uuid not null,
  task_id uuid not null,
  seq int not null,
  bin text not null,
  sku text not null,
  qty int not null check (qty > 0),
  picked int not null default 0,
  short int not null default 0,
  primary key (site_id, task_id, seq),
  foreign key (site_id, task_id) references task on delete cascade,
  check (picked >= 0 and short >= 0 and picked + short <= qty)
);

-- Every scan a phone ever sent, also the refused: what a person did is never deleted.
create table scan (
  site_id uuid not null references site on delete cascade,
  uid text not null check (length(uid) between 8 and 64),
  task_id uuid,
  staff_id uuid not null,
  device_id uuid not null,
  seq bigint not null,
  code text not null,
  qty int not null,
  verdict text not null,
  line int,
  at timestamptz not null,
  primary key (site_id, uid)
);

create table parcel (
  site_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  number text not null,                       -- SSCC-18, or an internal number
  carrier text not null,
  tracking text not null,
  weight_grams int,
  packed_at timestamptz not null,
  labelled_at timestamptz,
  registered_at timestamptz,
  shipped_at timestamptz,
  primary key (site_id, id),
  unique (site_id, number),
  unique (site_id, order_id),
  foreign key (site_id, order_id) references orders on delete cascade
);
create table parcel_counter (
  site_id uuid primary key references site on delete cascade,
  last bigint not null
);
