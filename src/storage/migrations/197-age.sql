-- Who said somebody's age, and of which limit: what an account told its owner does not take back, and "older than 14" says nothing of 18.
alter table profile
  add age_by text check (age_by in ('self', 'account')), -- null with age_at
  add age_of smallint;                                   -- the site's limit when it was said
update profile set age_by = 'self' where age <> 'unsaid';
