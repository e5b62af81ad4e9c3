-- A refund that a person made is said here, so that nothing asks for it any more.
alter table orders drop constraint orders_payment_state_check;
alter table orders add constraint orders_payment_state_check check (payment_state in ('on-delivery', 'awaiting', 'paid',
  'failed', 'expired', 'cancelled', 'refund-needed', 'refunded'));
