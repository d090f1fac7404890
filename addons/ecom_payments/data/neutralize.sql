-- A copy of a shop must not act on real payments
UPDATE payment_provider
   SET ecom_webhook_secret = NULL, ecom_base_url = NULL, ecom_key_id = NULL, ecom_secret = NULL;
UPDATE payment_transaction SET ecom_fetch_at = NULL WHERE ecom_fetch_at IS NOT NULL;
-- nor have real parcels fetched: a carrier's account knows no copies
UPDATE delivery_carrier
   SET ecom_api_login = NULL, ecom_api_secret = NULL, ecom_api_url = NULL, ecom_webhook_token = NULL;
UPDATE stock_picking SET ecom_track_at = NULL WHERE ecom_track_at IS NOT NULL;
UPDATE ecom_shipment_job
   SET state = 'failed', error = 'Neutralized copy'
 WHERE state = 'pending';
-- nor ask a gateway for refunds that wait, nor send webhooks of its own
UPDATE ecom_gateway_job
   SET state = 'failed', error = 'Neutralized copy'
 WHERE state = 'pending';
UPDATE ecom_demo_webhook
   SET state = 'failed', error = 'Neutralized copy'
 WHERE state = 'pending';
-- nor write to customers
UPDATE ecom_order_message
   SET state = 'failed', error = 'Neutralized copy'
 WHERE state = 'pending';
