-- Budgets and caps are exact though several processes make offers: each takes its share here under one lock, before it uses it.
create table offer_process (
  site_id uuid not null references site on delete cascade,
  id uuid not null,
  beat_at timestamptz not null,
  is_alone boolean not null,                      -- it knows of no other, and has taken everything without writing it down
  primary key (site_id, id)
);
create index offer_process_id on offer_process (id);
create table offer_share (
  site_id uuid not null,
  process_id uuid not null,
  campaign_id uuid not null,
  money bigint not null check (money >= 0),       -- minor units it may commit beyond what the books say
  draws bigint check (draws >= 0),                -- how often it may draw beyond them; null: without a cap
  primary key (site_id, process_id, campaign_id),
  foreign key (site_id, process_id) references offer_process on delete cascade
);
create index offer_share_campaign on offer_share (site_id, campaign_id);

-- How often a campaign was drawn in a slot on a day of the shop, added up as decisions are written.
create table offer_count (
  site_id uuid not null references site on delete cascade,
  campaign_id uuid not null,
  day date not null,
  slot text not null,
  decided bigint not null,
  primary key (site_id, day, campaign_id, slot)
);

-- How many offers a site's pages asked for in each hour: what an even budget follows.
create table offer_hour (
  site_id uuid not null references site on delete cascade,
  hour timestamptz not null,
  decided bigint not null,
  primary key (site_id, hour)
);
create index offer_spend_campaign on offer_spend (site_id, campaign_id);
