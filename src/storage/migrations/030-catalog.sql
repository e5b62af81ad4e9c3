-- What the shop sells. A product is kept for ever once an order names it; "hidden" takes it out of the shop.
create table product (
  site_id uuid not null references site on delete cascade,
  id uuid not null,
  sku text not null check (length(sku) between 1 and 64),
  barcode text,                               -- EAN-13, UPC or GTIN-14; null when it has none
  title jsonb not null,                       -- {zh, en}
  text jsonb not null default '{"zh": "", "en": ""}',
  category_id text not null default 'other',   -- of our category tree
  price_amount bigint not null check (price_amount >= 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  picture text,                               -- an address, or null
  tags text[] not null default '{}',
  weight_grams int not null default 0 check (weight_grams >= 0),
  state text not null default 'active' check (state in ('active', 'hidden')),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (site_id, id),
  unique (site_id, sku)
);
create unique index product_barcode on product (site_id, barcode) where barcode is not null;
create index product_category on product (site_id, category_id) where state = 'active';

-- Drawn pictures that belong to a product and are served by us.
create table product_picture (
  site_id uuid not null,
  sku text not null,
  media_type text not null,
  bytes bytea not null,
  primary key (site_id, sku),
  foreign key (site_id, sku) references product (site_id, sku) on update cascade on delete cascade
);

-- A file on its way into the catalogue: kept until it was read, so that a restart goes on with it.
create table catalog_import (
  site_id uuid not null references site on delete cascade,
  id uuid not null,
  filename text not null,
  bytes bytea,                                -- null once it was read
  currency text not null,
  mapping jsonb,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed')),
  done int not null default 0,
  total int not null default 0,
  created int not null default 0,
  updated int not null default 0,
  report jsonb,
  created_at timestamptz not null,
  primary key (site_id, id)
);
