-- Sealed bytes change when the sealing keys are rotated, so a refresh remembers by this number which tokens it began with: it
-- goes up whenever other tokens are written, and not when the same ones are sealed anew.
alter table account_token add version int not null default 1;
