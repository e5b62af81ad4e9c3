-- The console's list of people, youngest first, reads a page of it and not everybody.
create index person_since on person (site_id, created_at desc, id desc) where erased_at is null;
