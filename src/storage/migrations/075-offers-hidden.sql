-- What a person hid is asked for at each of their decisions.
create index offer_event_hidden on offer_event (site_id, person_id, at) where type = 'hidden' and person_id is not null;
