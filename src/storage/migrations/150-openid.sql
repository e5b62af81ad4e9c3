-- The site as an OpenID provider to its own back ends: who they are, what signs, and what the provider keeps.

-- A back end of the merchant that signs its visitors in here.
create table openid_client (
  site_id uuid not null references site on delete cascade,
  id text not null,                          -- client_id
  name text not null check (length(name) between 1 and 60),
  secret_hash bytea not null,                -- SHA-256; the secret was shown once
  redirect_uris text[] not null check (cardinality(redirect_uris) between 1 and 20),
  sign_out_uris text[] not null default '{}' check (cardinality(sign_out_uris) <= 20),
  created_at timestamptz not null,
  primary key (site_id, id)
);

-- What signs ID tokens (RS256) and visitor tokens (ES256). The next one is told of before it signs, the last one after.
create table openid_key (
  site_id uuid not null references site on delete cascade,
  id text not null,                          -- kid
  alg text not null check (alg in ('RS256', 'ES256')),
  sealed bytea not null,                     -- private JWK under the master key
  signs_at timestamptz not null,             -- signs from then until the next one does
  primary key (site_id, id)
);

-- Sessions, sign-ins under way, codes, tokens and grants of the provider; codes by which a page learns who came back to it.
create table openid_record (
  site_id uuid not null references site on delete cascade,
  kind text not null,                        -- model of oidc-provider, or VisitorCode
  id_hash bytea not null,                    -- SHA-256: the id of a token is the token
  person_id uuid,
  client_id text,
  grant_hash bytea,
  uid_hash bytea,
  sealed bytea not null,
  consumed_at timestamptz,
  expires_at timestamptz not null,
  primary key (site_id, kind, id_hash),
  foreign key (site_id, person_id) references person on delete cascade
);
create index openid_record_person on openid_record (site_id, person_id) where person_id is not null;
create index openid_record_grant on openid_record (site_id, grant_hash) where grant_hash is not null;
create index openid_record_uid on openid_record (site_id, kind, uid_hash) where uid_hash is not null;
create index openid_record_old on openid_record (expires_at);
