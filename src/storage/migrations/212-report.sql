-- What a product costs the merchant: for margins in reports. Apart from the product, so that nothing which shows goods can show it.
create table product_cost (
  site_id uuid not null references site on delete cascade,
  sku text not null,
  amount bigint not null check (amount >= 0),     -- minor units of the shop's currency, for one piece
  primary key (site_id, sku),
  foreign key (site_id, sku) references product (site_id, sku) on delete cascade
);
