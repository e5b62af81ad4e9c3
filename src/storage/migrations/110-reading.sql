-- A reading that goes on where the last one ended; one that saw everything tells what was taken back at the source.
alter table account_stream
  add since bytea,                             -- from where the next reading goes on, sealed under the person's key
  add since_next bytea,                        -- what the first page of this run said; becomes `since` when the run has ended
  add is_whole boolean not null default true,  -- this run reads everything
  add whole_at timestamptz,                    -- when everything was last read
  add run_at timestamptz,                      -- when this run began; going on with it does not change that
  add restarts int not null default 0;         -- how often this run was begun anew because its next page was lost

-- The run that last saw a fact at its source, by its beginning; only of streams whose whole readings are compared.
alter table fact add seen_at timestamptz;

-- What a provider allows, shared by all processes: when the next request may go out if it may not now (GCRA).
create table source_bucket (
  site_id uuid not null references site on delete cascade,
  bucket text not null,                        -- connector, stream, and the account when it is counted for each
  free_at timestamptz not null,
  primary key (site_id, bucket)
);
