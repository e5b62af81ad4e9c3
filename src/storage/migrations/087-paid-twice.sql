-- Money that came a second time goes back, whatever becomes of the order.
alter table orders drop constraint orders_payment_state_check;
alter table orders add constraint orders_payment_state_check check (payment_state in ('on-delivery', 'awaiting', 'paid',
  'failed', 'expired', 'cancelled', 'refund-needed', 'refunded', 'paid-twice'));
