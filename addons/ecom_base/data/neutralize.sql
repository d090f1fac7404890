-- A copy of a shop must not answer its storefront, and nobody may call it with the shop's keys
UPDATE ecom_store_key SET revoked_at = COALESCE(revoked_at, now() AT TIME ZONE 'UTC');
-- nor be called by its browsers
UPDATE ecom_store SET cors_origins = NULL;
-- What waits to be processed waits for real money and real customers. (Odoo's own neutralization stops all lanes.)
UPDATE ecom_webhook_event
   SET state = 'ignored', done_at = now() AT TIME ZONE 'UTC', reason = 'Neutralized copy'
 WHERE state IN ('pending', 'failed', 'quarantined');
UPDATE ecom_event_delivery
   SET state = 'done', done_at = now() AT TIME ZONE 'UTC'
 WHERE state IN ('pending', 'failed');
