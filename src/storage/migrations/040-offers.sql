-- Offers: what may be advertised, what was, and what came of it.

create table campaign (
  site_id uuid not null references site on delete cascade,
  id uuid not null,
  name text not null check (length(name) between 1 and 120),
  state text not null check (state in ('draft', 'active', 'paused')),
  skus text[] not null default '{}',          -- either products …
  category_id text,                           -- … or everything of a category
  targeting jsonb not null default '{}',
  starts_at timestamptz,
  ends_at timestamptz,
  daily_budget bigint not null check (daily_budget >= 0),
  currency text not null,
  bills_per text not null check (bills_per in ('shown', 'click', 'order')),
  bid bigint not null check (bid >= 0),       -- minor units an event
  cap_per_day int not null check (cap_per_day between 1 and 1000),
  headline jsonb not null,
  line jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (site_id, id),
  check (cardinality(skus) > 0 or category_id is not null)
);

-- One row a decision that drew something: append-only, written in batches.
create table offer_decision (
  site_id uuid not null references site on delete cascade,
  id uuid not null,
  at timestamptz not null,
  campaign_id uuid not null,
  sku text not null,
  slot text not null,
  person_id uuid,                             -- the random key; null: from the page alone
  personal boolean not null,
  consent_version text,
  propensity real not null check (propensity > 0 and propensity <= 1),
  bid bigint not null,
  bills_per text not null,
  why jsonb not null,
  primary key (site_id, id)
);
create index offer_decision_day on offer_decision (site_id, at);
create index offer_decision_person on offer_decision (site_id, person_id, at) where person_id is not null;

-- What a person, or a page, did with it; each once.
create table offer_event (
  site_id uuid not null references site on delete cascade,
  decision_id uuid not null,
  type text not null check (type in ('shown', 'seen', 'clicked', 'hidden')),
  at timestamptz not null,
  person_id uuid,
  primary key (site_id, decision_id, type)
);
create index offer_event_click on offer_event (site_id, person_id, at) where type = 'clicked' and person_id is not null;

-- The order an offer led to: last click within the window.
create table offer_order (
  site_id uuid not null references site on delete cascade,
  order_id uuid not null,
  decision_id uuid not null,
  campaign_id uuid not null,
  sku text not null,
  clicked_at timestamptz not null,
  ordered_at timestamptz not null,
  primary key (site_id, order_id)
);

-- Append-only: what a campaign spent, once for each billable event.
create table offer_spend (
  site_id uuid not null references site on delete cascade,
  decision_id uuid not null,
  kind text not null check (kind in ('shown', 'click', 'order')),
  campaign_id uuid not null,
  amount bigint not null check (amount >= 0),
  at timestamptz not null,
  primary key (site_id, decision_id, kind)
);
create index offer_spend_day on offer_spend (site_id, campaign_id, at);
