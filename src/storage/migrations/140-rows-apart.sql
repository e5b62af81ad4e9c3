-- Sites share nothing: each row is seen and written only by a connection that works for its site, or for the installation.
-- Which of them it is stands in the setting tuidan.scope (a site's id, or the word installation), sent by src/storage/pool.ts;
-- a connection that never said sees no row at all.

-- Puts the policy on every table that has a site_id, and on site itself; migrate calls it after whatever it has applied, so no
-- later migration has to think of it. What is right already is not touched, unless `anew`: each change locks its table.
create procedure keep_rows_apart(anew boolean) language plpgsql as $$
declare
  t record;
  p record;
begin
  for t in
    select c.oid, c.relname, a.attname, c.relrowsecurity and c.relforcerowsecurity as forced
    from pg_class c join pg_attribute a on a.attrelid = c.oid and not a.attisdropped
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
      and a.attname = case c.relname when 'site' then 'id' else 'site_id' end
  loop
    if not t.forced then
      execute format('alter table %I enable row level security, force row level security', t.relname);
    end if;
    -- Policies add up: any other one would show more.
    for p in select polname from pg_policy where polrelid = t.oid and (anew or polname <> 'rows_apart') loop
      execute format('drop policy %I on %I', p.polname, t.relname);
    end loop;
    if not exists (select from pg_policy where polrelid = t.oid) then
      -- The two sub-selects are computed once a statement, not once a row.
      execute format('create policy rows_apart on %I using (
        %I = (select nullif(nullif(current_setting(''tuidan.scope'', true), ''installation''), '''')::uuid)
        or (select current_setting(''tuidan.scope'', true) = ''installation''))', t.relname, t.attname);
    end if;
  end loop;
end $$;
