-- What a campaign may say: a total, how it spreads over the day, caps on several levels, and one creative a format or several.
alter table campaign
  add total_budget bigint check (total_budget >= 0),          -- minor units in all; null: as the days give
  add pacing text not null default 'even' check (pacing in ('even', 'fast')),
  add cap_campaign_day int check (cap_campaign_day >= 1),
  add cap_slot_day int check (cap_slot_day >= 1),
  add creatives jsonb;
alter table campaign alter cap_per_day drop not null;         -- null: no cap for one person
alter table campaign rename cap_per_day to cap_person_day;
update campaign set creatives = jsonb_build_array(jsonb_build_object('format', 'card', 'headline', headline, 'line', line, 'picture', null));
alter table campaign alter creatives set not null, drop headline, drop line;
-- Until now as fast as it went.
update campaign set pacing = 'fast';
create index campaign_changed on campaign (site_id, updated_at);

-- A removed campaign is told to every process for as long as one may not have heard of it.
create table campaign_removed (
  site_id uuid not null references site on delete cascade,
  id uuid not null,
  at timestamptz not null,
  primary key (site_id, id)
);
create index campaign_removed_at on campaign_removed (site_id, at);

-- Where offers stand: what each slot takes. A slot that is not written here takes cards.
create table slot (
  site_id uuid not null references site on delete cascade,
  id text not null check (length(id) between 1 and 100),
  name text not null check (length(name) between 1 and 120),
  formats text[] not null check (cardinality(formats) > 0 and formats <@ array['card', 'carousel', 'banner', 'text']),
  created_at timestamptz not null,
  primary key (site_id, id)
);

-- Which of a campaign's creatives was drawn, and which goods beside the first.
alter table offer_decision
  add format text not null default 'card',
  add creative smallint not null default 0,
  add more_skus text[] not null default '{}';
