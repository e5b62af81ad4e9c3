-- Stock: an append-only ledger and two projections of it that intake and floor can lock.
-- Lock order everywhere: bins (bin, sku) first, then SKUs, both sorted.

create table stock_movement (
  site_id uuid not null references site on delete cascade,
  id uuid not null,
  kind text not null check (kind in ('receive', 'reserve', 'unreserve', 'allocate', 'unallocate', 'pick', 'unpick',
    'found', 'short', 'move', 'ship', 'return', 'count')),
  sku text not null check (length(sku) between 1 and 64),
  bin text,                                   -- null: the dock, a tote, or no place at all (reserve, ship)
  qty int not null check (qty <> 0 and (qty > 0 or kind in ('move', 'count'))),
  order_id uuid,
  task_id uuid,
  staff_id uuid,
  uid text check (length(uid) between 1 and 100),   -- of the scan or import that caused it: comes once
  at timestamptz not null,
  primary key (site_id, id)
);
create unique index stock_movement_uid on stock_movement (site_id, uid) where uid is not null;
create index stock_movement_order on stock_movement (site_id, order_id) where order_id is not null;
create index stock_movement_sku on stock_movement (site_id, sku, at);

-- All pieces of a SKU in the building, on shelves or in totes, and how many of them are promised to open orders.
create table stock_sku (
  site_id uuid not null references site on delete cascade,
  sku text not null,
  on_hand int not null,
  reserved int not null,
  primary key (site_id, sku),
  check (0 <= reserved and reserved <= on_hand)
) with (fillfactor = 50);

-- Pieces lying in a bin, and how many of them are waiting for a picker. Pieces in no bin: on_hand less the sum here.
create table stock_bin (
  site_id uuid not null references site on delete cascade,
  bin text not null check (length(bin) between 1 and 40),
  sku text not null,
  on_hand int not null,
  allocated int not null,
  primary key (site_id, bin, sku),
  check (0 <= allocated and allocated <= on_hand)
) with (fillfactor = 50);
create index stock_bin_sku on stock_bin (site_id, sku);
