-- Where a product stands on the merchant's own website; null: on this server's shop page.
alter table product add column url text;
