-- What people say of themselves that rules everything else: whether they are under age, and what of their interests is wrong.
alter table profile
  add age text not null default 'unsaid' check (age in ('unsaid', 'under', 'of-age')), -- no birthday, no year
  add age_at timestamptz,                    -- when they said it
  add corrections bytea;                     -- sealed: interests they weighed themselves, or said to be others

-- Consents that stand apart (PIPL articles 29 and 39): to what is sensitive in a stream, to data that crosses a border.
alter table consent_receipt drop constraint consent_receipt_purpose_check;
alter table consent_receipt add constraint consent_receipt_purpose_check
  check (purpose in ('read', 'profile', 'offers', 'sensitive', 'abroad'));
alter table consent drop constraint consent_purpose_check;
alter table consent add constraint consent_purpose_check
  check (purpose in ('read', 'profile', 'offers', 'sensitive', 'abroad'));
alter table consent_receipt drop constraint consent_receipt_how_check;
alter table consent_receipt add constraint consent_receipt_how_check
  check (how in ('sheet', 'my-data', 'offer', 'erase', 'merge', 'unlink', 'age'));
