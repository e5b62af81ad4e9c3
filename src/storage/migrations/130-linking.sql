-- Several accounts on one shopper: what waits to be merged, and where somebody who was merged went.

-- Somebody who was merged into another: their key is gone as after an erasure; receipts and history keep the old random key, which
-- leads to the new one by this.
alter table person add merged_into uuid;
create index person_merged on person (site_id, merged_into) where merged_into is not null;

-- Receipts also come of merging (the stricter answer of two) and of disconnecting an account.
alter table consent_receipt drop constraint consent_receipt_how_check;
alter table consent_receipt add constraint consent_receipt_how_check
  check (how in ('sheet', 'my-data', 'offer', 'erase', 'merge', 'unlink'));

-- Somebody connected an account that is another shopper's here: both were proven, and whether they are to be one is asked.
create table merge_offer (
  site_id uuid not null,
  id uuid not null,
  person_id uuid not null,                   -- who asked, and stays
  other_id uuid not null,                    -- whose account it is
  session_hash bytea not null,               -- only this session may say yes
  expires_at timestamptz not null,
  primary key (site_id, id),
  foreign key (site_id, person_id) references person on delete cascade,
  foreign key (site_id, other_id) references person on delete cascade
);
create index merge_offer_person on merge_offer (site_id, person_id);
