-- Who did what and when on personal data, settings, keys and connections. Rows are added and never changed; each carries the hash of
-- the one before it, so that a row that was changed or taken out behind the program's back is seen. No personal data: ids and names
-- of fields. No foreign key to the site: what was done stays when a site is removed.
create table audit (
  site_id uuid not null,
  id uuid not null,
  n bigint not null,                         -- position in the site's chain, given below
  at timestamptz not null,
  who_kind text not null check (who_kind in ('staff', 'key', 'shopper', 'system', 'command')),
  who uuid,                                  -- staff id or random person key; null for the others
  action text not null,                      -- a route (PUT /v1/console/settings) or noun.past-verb (person.erased)
  about text,                                -- ids of what it was done to: connector=github
  person_id uuid,                            -- the random person key, when it is about a person
  fields text[] not null default '{}',       -- names of what was given, never their values
  note bytea,                                -- the reason that was typed, sealed under the person's own key
  outcome text not null check (outcome in ('begun', 'done', 'refused')),
  begun_id uuid,                             -- a refusal: the entry that it answers
  code text,                                 -- a refusal: the problem's code
  prev bytea not null,
  hash bytea not null,
  primary key (site_id, id),
  unique (site_id, n)
);
create index audit_at on audit (site_id, at desc, id desc);
create index audit_person on audit (site_id, person_id) where person_id is not null;
create index audit_begun on audit (site_id, begun_id) where begun_id is not null;

create function audit_hash(a audit) returns bytea language sql immutable as $$
  select sha256(convert_to(concat_ws('|', encode(a.prev, 'hex'), a.n::text, a.site_id::text, a.id::text,
    extract(epoch from a.at)::text, a.who_kind, coalesce(a.who::text, '-'), a.action, coalesce(a.about, '-'),
    coalesce(a.person_id::text, '-'), array_to_string(a.fields, ','), coalesce(encode(a.note, 'hex'), '-'), a.outcome,
    coalesce(a.begun_id::text, '-'), coalesce(a.code, '-')), 'UTF8'))
$$;

-- Links a new row to the last one. A row that brings its links with it comes out of a backup and keeps them.
create function audit_link() returns trigger language plpgsql as $$
declare
  last record;
begin
  if new.hash is null then
    perform pg_advisory_xact_lock(hashtextextended('audit ' || new.site_id::text, 0));
    select a.n, a.hash into last from audit a where a.site_id = new.site_id order by a.n desc limit 1;
    new.n := coalesce(last.n, 0) + 1;
    new.prev := coalesce(last.hash, '\x'::bytea);
    new.hash := audit_hash(new);
  end if;
  return new;
end $$;
create trigger audit_link before insert on audit for each row execute function audit_link();

-- Kept for three years (PIPL art. 56) whatever the program wants; not even its owner changes a row without taking this away first.
create function audit_stays() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and tg_level = 'ROW' and old.at < now() - interval '3 years' then return old; end if;
  raise exception 'audit is append-only' using errcode = 'insufficient_privilege';
end $$;
create trigger audit_stays before update or delete on audit for each row execute function audit_stays();
create trigger audit_whole before truncate on audit for each statement execute function audit_stays();
