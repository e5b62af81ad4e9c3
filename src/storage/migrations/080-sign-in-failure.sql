-- The last sign-in of each kind of account that failed at the provider's side, for whoever looks at the connectors.
create table sign_in_failure (
  site_id uuid not null references site on delete cascade,
  connector text not null,
  code text not null,                         -- sign-in/provider-down
  params jsonb not null,                      -- what its sentence names
  at timestamptz not null,
  primary key (site_id, connector)
);
