-- What goes takes along what hangs on it: each foreign key is found by an index, or every deletion reads the whole table of the
-- site. test/storage.test.ts holds it for later ones too.
create index fact_removed_account on fact_removed (site_id, account_id) where account_id is not null;
create index fact_removed_person on fact_removed (site_id, person_id) where person_id is not null;
create index merge_offer_other on merge_offer (site_id, other_id);
create index push_delivery_subscription on push_delivery (site_id, subscription_id);
create index device_staff on device (site_id, staff_id);
create index staff_link_staff on staff_link (site_id, staff_id);
create index staff_session_device on staff_session (site_id, device_id) where device_id is not null;
