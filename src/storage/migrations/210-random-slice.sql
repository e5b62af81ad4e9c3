-- A share of all decisions is made evenly among the candidates, for ever: what everything else is measured against.
alter table offer_decision add random_slice boolean not null default false;
