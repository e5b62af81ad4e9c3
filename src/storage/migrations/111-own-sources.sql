-- Facts without a federated account behind them: what somebody declared, did on this site, or brought in an archive.
alter table fact alter account_id drop not null;
create unique index fact_of_person on fact (site_id, person_id, connector, stream, source_hash) where account_id is null;

-- Removed ones of those are remembered by person.
alter table fact_removed drop constraint fact_removed_pkey;
alter table fact_removed alter account_id drop not null;
alter table fact_removed add person_id uuid;
alter table fact_removed add foreign key (site_id, person_id) references person on delete cascade;
create unique index fact_removed_once on fact_removed (site_id, coalesce(account_id, person_id), stream, source_hash);
